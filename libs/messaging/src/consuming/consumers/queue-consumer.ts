import { Logger } from '@nestjs/common';
import type { ConsumeMessage } from 'amqplib';
import type { DeliveryProcessor } from '../deliveries/delivery-processor';
import type { DeliveryResult } from '../deliveries/delivery-result';
import type { QueueHandler } from '../handlers/queue-handler';
import { redeliveriesOf } from '../deliveries/read-delivery';
import { Breaker, type BreakerState } from './breaker';
import { Caution, type InHand } from './caution';
import { ConsumerStats } from './consumer-stats';
import { DeliveryWork } from './delivery-work';
import { Quarantine } from './quarantine';
import { Subscription } from './subscription';
import { tellBreaker } from './tell-breaker';
import type { WatchedChannel } from './watch-channel';

/**
 * `attached`: the broker sends it deliveries. `detached`: it should, and does not. `paused`: somebody
 * asked it to. `held`: nothing could be acked, since the journal takes no records; it goes on when it
 * does. `open`: it paused itself, since nothing it handled succeeded. `stopped`: for good.
 */
export type ConsumerState = 'detached' | 'attached' | 'paused' | 'held' | 'open' | 'stopped';

/**
 * The consumer of one queue. It subscribes anew on every channel it is given, notices when the
 * broker ends that, and consumes twice only for the moment in which one subscription takes the place
 * of another. What it was told (a pause, another prefetch) outlives the connection, not the process.
 */
export class QueueConsumer {
  readonly stats = new ConsumerStats();
  private readonly logger = new Logger(QueueConsumer.name);
  private readonly work: DeliveryWork;
  private readonly breaker: Breaker;
  private readonly caution = new Caution();
  private on?: WatchedChannel;
  private subscription?: Subscription;
  private subscriptions = 0;
  private wantedPrefetch: number;
  private order: 'run' | 'pause' | 'stop' = 'run';
  private isHeld = false;
  /** The one before, until the next is granted: a change of pace leaves no gap. */
  private leaving?: Subscription;

  /**
   * @param tag names this consumer on the broker; unique in the process and between processes.
   * @param onDetached told when it wants to consume on a channel that is open, and does not.
   * @param quarantine of the process; default: one of its own.
   */
  constructor(
    readonly handler: QueueHandler,
    private readonly tag: string,
    processor: DeliveryProcessor,
    private readonly onDetached: (consumer: QueueConsumer, on: WatchedChannel) => void,
    private readonly quarantine = new Quarantine(),
  ) {
    const { queue } = handler;
    this.wantedPrefetch = queue.prefetch;
    this.work = new DeliveryWork(
      handler,
      processor,
      quarantine,
      (result) => this.onResult(result),
      (isDone, on) => this.onSuspect(isDone, on),
    );
    this.breaker = new Breaker(queue.breaker, (state) => this.onBreaker(state));
  }

  get queue(): string {
    return this.handler.queue.name;
  }

  get state(): ConsumerState {
    if (this.order === 'stop') return 'stopped';
    if (this.order === 'pause') return 'paused';
    if (this.isHeld) return 'held';
    if (this.breaker.state === 'open') return 'open';
    return this.subscription?.isGranted || this.leaving?.isGranted ? 'attached' : 'detached';
  }

  /** Whether it tries one delivery at a time, after it had paused itself. */
  get isProbing(): boolean {
    return this.breaker.state === 'probing';
  }

  /** Deliveries being handled. */
  get inFlight(): number {
    return this.work.count;
  }

  get prefetch(): number {
    return this.wantedPrefetch;
  }

  /** The channel to consume on from now on, whenever it should: a pause may end long after it came. */
  moveTo(on: WatchedChannel): void {
    if (this.on !== on) this.caution.begin();
    this.on = on;
  }

  /**
   * Begins to consume on this channel, unless it should not, does already, or the channel is gone.
   *
   * @throws Error when the broker refuses, for instance with 404, or ends it as it begins.
   */
  async attach(on: WatchedChannel): Promise<void> {
    this.moveTo(on);
    if (on.gone.aborted || !this.wantsDeliveries()) return;
    const live = this.subscription?.isLiveOn(on) ? this.subscription : this.subscribe(on);
    await live.untilGranted();
  }

  /** The broker does not have this consumer, though nobody told us. */
  async loseUnnoticed(): Promise<void> {
    await this.endSubscription();
    this.lose('the broker does not know the consumer any more; attaching it again');
  }

  /**
   * Takes no more deliveries until `resume`; what it was given already is handled. In strict order it
   * keeps its place, so that the queue rests as a whole.
   */
  async pause(): Promise<void> {
    if (this.order !== 'run') return;
    this.order = 'pause';
    await this.reconcile();
  }

  /** Consumes again, also when it had paused itself. */
  async resume(): Promise<void> {
    if (this.order === 'stop') return;
    this.order = 'run';
    this.breaker.reset();
    await this.reconcile();
  }

  /**
   * While it is held, it begins no handler and takes no more deliveries; what runs goes on. It is
   * apart from a pause: neither ends the other.
   */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    if (this.order !== 'stop') void this.reconcile();
  }

  /**
   * Holds at most so many deliveries from now on, and handles no more at once than before. What it
   * holds of a subscription that has ended comes on top: the one that comes first on a channel, and
   * up to half as many when it had to be cautious in between (see Caution).
   */
  async setPrefetch(prefetch: number): Promise<void> {
    this.wantedPrefetch = prefetch;
    await this.reconcile();
  }

  /**
   * For good: asks the broker for no more and starts no handler any more. What was delivered and has
   * not begun stays unsettled: the broker gives it to another consumer when the channel closes.
   */
  async stop(): Promise<void> {
    this.order = 'stop';
    this.breaker.stop();
    this.work.stop();
    // In strict order the closing channel ends it, and puts what is in hand back first.
    if (!this.isStrict) await this.endSubscription();
  }

  /** Resolves when no delivery is being handled and what is done is acked. */
  async idle(): Promise<void> {
    await this.work.idle();
    this.on?.settlement.flush();
  }

  private get isStrict(): boolean {
    return this.handler.queue.ordering === 'strict';
  }

  private wantsDeliveries(): boolean {
    return this.order === 'run' && !this.isHeld && this.breaker.state !== 'open';
  }

  private effectivePrefetch(): number {
    return this.isProbing || this.caution.isOn ? 1 : this.wantedPrefetch;
  }

  private take(message: ConsumeMessage, on: WatchedChannel): void {
    this.work.take(message, on);
    const isSuspect = this.quarantine.concerns(redeliveriesOf(message));
    this.caution.look(isSuspect, this.inHand(on), this.wantedPrefetch);
    this.keepPace(on);
  }

  private inHand({ settlement }: WatchedChannel): InHand {
    return { held: settlement.openCount, suspects: this.work.suspectCount };
  }

  private onSuspect(isDone: boolean, on: WatchedChannel): void {
    this.ease(on);
    // A long job and no killer, most likely: it should not keep the others waiting.
    const isForAnother = this.caution.isForAnother(this.inHand(on), this.wantedPrefetch);
    if (!isDone && isForAnother) void this.changePace(on);
  }

  private ease(on: WatchedChannel): void {
    this.caution.ease(this.inHand(on), this.wantedPrefetch);
    this.keepPace(on);
  }

  private keepPace(on: WatchedChannel): void {
    const { subscription } = this;
    if (subscription && subscription.prefetch !== this.effectivePrefetch())
      void this.changePace(on);
  }

  private subscribe(on: WatchedChannel): Subscription {
    this.subscriptions += 1;
    this.subscription = new Subscription(on, {
      queue: this.queue,
      tag: `${this.tag}-${this.subscriptions}`,
      prefetch: this.effectivePrefetch(),
      onDelivery: (message, from) => this.take(message, from),
      onEnded: () => this.lose('the broker ended the consumer; attaching it again'),
    });
    return this.subscription;
  }

  /** Subscribes anew, and then ends the subscription there was. Never rejects. */
  private async changePace(on: WatchedChannel): Promise<void> {
    if (this.leaving || on !== this.on || !this.wantsDeliveries()) return;
    this.leaving = this.subscription;
    const next = this.subscribe(on);
    const isGranted = await next.untilGranted().then(
      () => true,
      () => false,
    );
    const left = this.leaving;
    this.leaving = undefined;
    await left?.cancel();
    // The pace may have been meant to change again meanwhile.
    if (isGranted) this.keepPace(on);
    else if (next === this.subscription) {
      this.lose('the broker refused another pace; attaching it again');
    }
  }

  /** Makes the subscription what it should be now. */
  private async reconcile(): Promise<void> {
    const wants = this.wantsDeliveries();
    const begins = !this.isHeld && this.breaker.state !== 'open' && (wants || !this.isStrict);
    if (!begins) this.work.allow(0);
    else this.work.allow(this.isProbing ? 1 : this.wantedPrefetch);
    // A pause in strict order begins nothing more and keeps its place: cancelled, another worker would
    // go on at once, while this one may still have a delivery in hand.
    const rests = !wants && !this.isStrict;
    if (rests || this.subscription?.prefetch !== this.effectivePrefetch()) {
      await this.endSubscription();
    }
    if (wants && this.on && !this.on.gone.aborted) this.onDetached(this, this.on);
  }

  private async endSubscription(): Promise<void> {
    const ended = this.subscription;
    this.subscription = undefined;
    await Promise.all([ended?.cancel(), this.leaving?.cancel()]);
  }

  private lose(why: string): void {
    if (!this.wantsDeliveries() || !this.on || this.on.gone.aborted) return;
    this.logger.warn({ queue: this.queue }, why);
    this.onDetached(this, this.on);
  }

  private onResult(result: DeliveryResult): void {
    this.stats.record(result, new Date());
    if (this.caution.isOn && this.on) this.ease(this.on);
    if ('failure' in result && result.countsForBreaker) this.breaker.failed();
    else this.breaker.succeeded();
  }

  private onBreaker(state: BreakerState): void {
    tellBreaker(this.logger, this.handler.queue, state, this.stats.lastError);
    void this.reconcile();
  }
}

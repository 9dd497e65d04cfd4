import { Logger } from '@nestjs/common';
import type { DeliveryProcessor } from './deliveries/delivery-processor';
import type { DeliveryResult } from '../messages/delivery-result';
import type { QueueHandler } from '../messages/queue-handler';
import { Breaker, type BreakerState } from './intake/breaker';
import { DesiredState, type ConsumerState } from './intake/desired-state';
import { ConsumerStats } from './consumer-stats';
import { DeliveryDispatcher } from './intake/delivery-dispatcher';
import { Intake, type IntakeHost } from './intake/intake';
import { SerialQueue } from '../async/serial-queue';
import { logBreakerState } from './intake/log-breaker-state';
import type { WatchedChannel } from '../amqp/subscriptions/watch-channel';

/** What ends its worker does so sooner, most likely; a long job is to keep no other waiting. */
export const SUSPECT_PATIENCE_MS = 2_000;

/**
 * The consumer of one queue. It subscribes again on every channel it is given, notices when the
 * broker ends that, and never consumes twice. What an operator set (a pause, another prefetch)
 * outlives the connection, not the process.
 */
export class QueueConsumer implements IntakeHost {
  readonly stats = new ConsumerStats();
  private readonly logger = new Logger(QueueConsumer.name);
  private readonly work: DeliveryDispatcher;
  private readonly breaker: Breaker;
  private readonly intake: Intake;
  private readonly orders: DesiredState;

  /**
   * @param tag names this consumer on the broker; unique in the process and between processes.
   * @param onDetached called when it wants to consume on a channel that is open, and does not.
   * @param suspects of the process; default: a queue of its own.
   */
  constructor(
    readonly handler: QueueHandler,
    readonly tag: string,
    processor: DeliveryProcessor,
    private readonly onDetached: (consumer: QueueConsumer, on: WatchedChannel) => void,
    suspects = new SerialQueue(SUSPECT_PATIENCE_MS),
  ) {
    const { queue } = handler;
    this.breaker = new Breaker(queue.breaker, (state) => this.onBreaker(state));
    this.orders = new DesiredState(queue, this.breaker);
    this.work = new DeliveryDispatcher(handler, processor, suspects, (result) =>
      this.onResult(result),
    );
    this.intake = new Intake(this, this.orders, (...delivery) => this.work.take(...delivery));
  }

  get queue(): string {
    return this.handler.queue.name;
  }

  get state(): ConsumerState {
    return this.orders.state(this.intake.tag !== undefined);
  }

  /** Whether it tries one delivery at a time, after it had paused itself. */
  get isProbing(): boolean {
    return this.orders.isProbing;
  }

  /** Deliveries being handled. */
  get inFlight(): number {
    return this.work.count;
  }

  get prefetch(): number {
    return this.orders.prefetch;
  }

  /** By what name the broker should know it as a consumer of its queue now, if it should. */
  get subscribedAs(): string | undefined {
    return this.state === 'attached' ? this.intake.tag : undefined;
  }

  /** The channel to consume on from now on, whenever it should: a pause may end long after it came. */
  moveTo(on: WatchedChannel): void {
    this.intake.moveTo(on);
  }

  /**
   * Begins to consume on this channel, unless it should not, does already, or the channel is gone.
   *
   * @throws Error when the broker refuses, for instance with 404, or ends it as it begins.
   */
  async attach(on: WatchedChannel): Promise<void> {
    // One that comes late for a channel that is gone must not take the place of the next.
    if (on.gone.aborted) return;
    this.moveTo(on);
    if (!this.orders.wantsDeliveries) return;
    await this.intake.attach(on);
  }

  /** The broker has lost this consumer without a cancel. */
  async loseUnnoticed(): Promise<void> {
    await this.intake.end();
    this.lose('the broker no longer knows the consumer; attaching it again');
  }

  /**
   * Takes no more deliveries until `resume`; what it was given already is handled. In strict order it
   * keeps its place, so that the queue rests as a whole.
   */
  async pause(): Promise<void> {
    if (this.orders.given !== 'run') return;
    this.orders.given = 'pause';
    await this.reconcile();
  }

  /** Consumes again, also when it had paused itself. */
  async resume(): Promise<void> {
    if (this.orders.given === 'stop') return;
    this.orders.given = 'run';
    this.breaker.reset();
    await this.reconcile();
  }

  /**
   * While it is held, it begins no handler and takes no more deliveries; running ones continue. It
   * is apart from a pause: neither ends the other.
   */
  hold(isHeld: boolean): void {
    this.orders.isHeld = isHeld;
    if (this.orders.given !== 'stop') void this.reconcile();
  }

  /**
   * Sets how many deliveries it holds from now on, beside those it has; it handles no more at once
   * than before.
   */
  async setPrefetch(prefetch: number): Promise<void> {
    this.orders.prefetch = prefetch;
    await this.reconcile();
  }

  /**
   * For good: asks the broker for no more and starts no further handler. What was delivered and has
   * not begun stays unsettled: the broker gives it to another consumer when the channel closes.
   */
  async stop(): Promise<void> {
    this.orders.given = 'stop';
    this.breaker.stop();
    this.work.stop();
    // In strict order the closing channel ends it, and puts what is in hand back first.
    if (!this.orders.isStrict) await this.intake.end();
  }

  /** Resolves when no delivery is being handled and what is done is acked. */
  async idle(): Promise<void> {
    await this.work.idle();
    this.intake.channel?.settlement.flush();
  }

  /** The broker has stopped sending, or refused to start: asks to be attached again. */
  lose(why: string): void {
    const on = this.intake.channel;
    if (!this.orders.wantsDeliveries || !on || on.gone.aborted) return;
    this.logger.warn({ queue: this.queue }, why);
    this.onDetached(this, on);
  }

  /** Makes the subscription what it should be now. */
  private async reconcile(): Promise<void> {
    this.work.allow(this.orders.allowed);
    const wants = this.orders.wantsDeliveries;
    if (this.orders.givesUp || !this.intake.isInPace) await this.intake.end();
    const on = this.intake.channel;
    if (wants && on && !on.gone.aborted) this.onDetached(this, on);
  }

  private onResult(result: DeliveryResult): void {
    this.stats.record(result, new Date());
    const isFault = 'failure' in result ? result.countsForBreaker : false;
    if (isFault) this.breaker.failed();
    else if (isFault === false) this.breaker.succeeded();
  }

  private onBreaker(state: BreakerState): void {
    logBreakerState(this.logger, this.handler.queue, state, this.stats.lastError);
    void this.reconcile();
  }
}

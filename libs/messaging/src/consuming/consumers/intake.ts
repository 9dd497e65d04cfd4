import type { ConsumeMessage } from 'amqplib';
import { redeliveriesOf } from '../deliveries/read-delivery';
import { Caution, type InHand } from './caution';
import type { DeliveryWork } from './delivery-work';
import type { Quarantine } from './quarantine';
import { Subscription } from './subscription';
import type { WatchedChannel } from './watch-channel';

/** What an intake asks its consumer, and tells it. */
export interface IntakeHost {
  /** Names each subscription on the broker, with a number; unique in the process and between processes. */
  readonly tag: string;
  readonly queue: string;
  /** How many deliveries it may hold at most. */
  readonly prefetch: number;
  /** Whether it tries one delivery at a time. */
  readonly isProbing: boolean;
  wantsDeliveries(): boolean;
  /** The broker sends nothing any more, or refused to. */
  lose(why: string): void;
}

/**
 * The deliveries of one queue as they come: the subscription on the channel that is there, at the pace
 * that caution allows. A change of pace subscribes anew before the subscription there was ends, so
 * that it leaves no gap.
 */
export class Intake {
  private readonly caution = new Caution();
  private on?: WatchedChannel;
  private subscription?: Subscription;
  /** The one before, until the next is granted. */
  private leaving?: Subscription;
  private subscriptions = 0;

  constructor(
    private readonly host: IntakeHost,
    private readonly work: DeliveryWork,
    private readonly quarantine: Quarantine,
  ) {}

  /** The channel it is to come on, if there has been one; it may be gone. */
  get channel(): WatchedChannel | undefined {
    return this.on;
  }

  /** Whether the broker sends deliveries. */
  get isGranted(): boolean {
    return (this.subscription?.isGranted || this.leaving?.isGranted) ?? false;
  }

  /** Whether it holds no more and no fewer than it should now. */
  get isInPace(): boolean {
    return this.subscription?.prefetch === this.pace;
  }

  moveTo(on: WatchedChannel): void {
    if (this.on !== on) this.caution.begin();
    this.on = on;
  }

  /**
   * Subscribes on the channel unless it has.
   *
   * @throws Error when the broker refuses, for instance with 404, or ends it as it begins.
   */
  async attach(on: WatchedChannel): Promise<void> {
    const live = this.subscription?.isLiveOn(on) ? this.subscription : this.subscribe(on);
    await live.untilGranted();
  }

  /** Asks the broker for no more, and resolves when it has agreed. Never rejects. */
  async end(): Promise<void> {
    const ended = this.subscription;
    this.subscription = undefined;
    await Promise.all([ended?.cancel(), this.leaving?.cancel()]);
  }

  /** To be told when a delivery is done: it may be time for more at once. */
  ease(): void {
    if (!this.caution.isOn || !this.on) return;
    this.caution.ease(this.inHand(this.on), this.host.prefetch);
    this.keepPace(this.on);
  }

  /** To be told when a delivery that is handled alone is done, or has run for long. */
  easeSuspect(isDone: boolean, on: WatchedChannel): void {
    // Of the channel before: what it held says nothing of this one.
    if (on !== this.on) return;
    this.ease();
    // A long job and no killer, most likely: it should not keep the others waiting.
    const isForAnother = this.caution.isForAnother(this.inHand(on), this.host.prefetch);
    if (!isDone && isForAnother) void this.changePace(on);
  }

  private get pace(): number {
    return this.host.isProbing || this.caution.isOn ? 1 : this.host.prefetch;
  }

  private inHand({ settlement }: WatchedChannel): InHand {
    return { held: settlement.openCount, suspects: this.work.suspectCount };
  }

  private take(message: ConsumeMessage, on: WatchedChannel): void {
    this.work.take(message, on);
    const isSuspect = this.quarantine.concerns(redeliveriesOf(message));
    this.caution.look(isSuspect, this.inHand(on), this.host.prefetch);
    this.keepPace(on);
  }

  private keepPace(on: WatchedChannel): void {
    if (this.subscription && !this.isInPace) void this.changePace(on);
  }

  /** Never rejects. */
  private async changePace(on: WatchedChannel): Promise<void> {
    if (this.leaving || on !== this.on || !this.host.wantsDeliveries()) return;
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
      this.host.lose('the broker refused another pace; attaching it again');
    }
  }

  private subscribe(on: WatchedChannel): Subscription {
    const { queue, tag } = this.host;
    this.subscriptions += 1;
    this.subscription = new Subscription(on, {
      queue,
      tag: `${tag}-${this.subscriptions}`,
      prefetch: this.pace,
      onDelivery: (message, from) => this.take(message, from),
      onEnded: () => this.host.lose('the broker ended the consumer; attaching it again'),
    });
    return this.subscription;
  }
}

import type { ConsumeMessage } from 'amqplib';
import { redeliveriesOf } from '../../decoding/read-delivery';
import type { DesiredState } from './desired-state';
import type { DeliveryDispatcher } from './delivery-dispatcher';
import type { PoisonIsolation } from './poison-isolation';
import { RedeliveryDrain, type ReturnsHost } from './redelivery-drain';
import { Subscription } from '../../amqp/subscriptions/subscription';
import type { WatchedChannel } from '../../amqp/subscriptions/watch-channel';

/** See MAX_FETCHED. */
const MAX_WITHDRAWALS = 8;

/** The consumer whose deliveries come here. */
export interface IntakeHost {
  /** Names each subscription on the broker, with a number; unique in the process and between processes. */
  readonly tag: string;
  readonly queue: string;
  /** The broker has stopped sending, or refused to start. */
  lose(why: string): void;
}

/**
 * The deliveries of one queue as they come, on the channel that is there.
 *
 * The broker counts a return for all that a dying process held, handled or not. So on a new channel
 * it fetches returned messages one by one before it subscribes (see RedeliveryDrain), and again
 * when one that may kill comes to a subscription. Waiting messages stay with the broker meanwhile,
 * and no return is counted for it, unless those that it holds take long: then it does not wait for
 * them.
 */
export class Intake implements ReturnsHost {
  private readonly returned: RedeliveryDrain;
  private on?: WatchedChannel;
  private subscription?: Subscription;
  /** Channels on which it fetches returned messages, or asks for a subscription. */
  private readonly entering = new Map<WatchedChannel, Promise<void>>();
  /** Those on which the broker has answered. */
  private readonly served = new WeakSet<WatchedChannel>();
  private subscriptions = 0;
  /** Since nothing was open. */
  private withdrawals = 0;

  constructor(
    private readonly host: IntakeHost,
    private readonly orders: Pick<DesiredState, 'pace' | 'takesReturns' | 'wantsDeliveries'>,
    private readonly work: DeliveryDispatcher,
    private readonly isolation: PoisonIsolation,
  ) {
    this.returned = new RedeliveryDrain(this, orders, work, isolation);
  }

  get queue(): string {
    return this.host.queue;
  }

  /** The channel it is to come on, if there has been one; it may be gone. */
  get channel(): WatchedChannel | undefined {
    return this.on;
  }

  /** Whether deliveries come, by a subscription or one by one. */
  get isGranted(): boolean {
    return this.isOneByOne || this.tag !== undefined;
  }

  /** Names its subscription on the broker, if that has granted one. */
  get tag(): string | undefined {
    return this.subscription?.isGranted ? this.subscription.tag : undefined;
  }

  /** Whether its subscription, if it has one, holds no more and no fewer than it should now. */
  get isInPace(): boolean {
    return this.subscription === undefined || this.subscription.prefetch === this.orders.pace;
  }

  moveTo(on: WatchedChannel): void {
    if (this.on === on) return;
    this.on = on;
    on.gone.addEventListener('abort', () => this.notifyCapacity(), { once: true });
  }

  /**
   * Brings deliveries in from this channel, unless they come already. Resolves when it has subscribed,
   * or no longer should.
   *
   * @throws Error when the broker refuses, for instance with 404, or ends it as it begins.
   */
  async attach(on: WatchedChannel): Promise<void> {
    if (this.subscription?.isLiveOn(on)) return this.subscription.untilGranted();
    const entering = this.entering.get(on) ?? this.enter(on);
    this.entering.set(on, entering);
    try {
      await entering;
    } finally {
      if (this.entering.get(on) === entering) this.entering.delete(on);
    }
  }

  /** Asks the broker for no more, and resolves when it has agreed. Never rejects. */
  async end(): Promise<void> {
    const ended = this.subscription;
    this.subscription = undefined;
    this.notifyCapacity();
    await ended?.cancel();
  }

  /** To be called when there may be room for another delivery, or none is wanted. */
  notifyCapacity(): void {
    this.returned.notifyCapacity();
  }

  isWantedOn(on: WatchedChannel): boolean {
    return on === this.on && !on.gone.aborted && this.orders.wantsDeliveries;
  }

  onServed(on: WatchedChannel): void {
    this.served.add(on);
  }

  private async enter(on: WatchedChannel): Promise<void> {
    if (this.orders.takesReturns && !(await this.returned.take(on))) return;
    if (this.isWantedOn(on)) await this.subscribe(on).untilGranted();
  }

  private get isOneByOne(): boolean {
    const { on } = this;
    return on !== undefined && this.served.has(on) && this.entering.has(on) && !on.gone.aborted;
  }

  private take(message: ConsumeMessage, on: WatchedChannel): void {
    this.work.take(message, on);
    const mayKill = this.isolation.concerns(redeliveriesOf(message));
    if (mayKill && this.orders.takesReturns && this.subscription?.isLiveOn(on)) {
      if (this.mayWithdrawFrom(on)) void this.withdraw(on);
    }
  }

  /** The broker counts a withdrawn subscription as a consumer while something of it is open. */
  private mayWithdrawFrom(on: WatchedChannel): boolean {
    return this.withdrawals < MAX_WITHDRAWALS && this.returned.hasRoomOn(on);
  }

  /**
   * Ends the subscription, fetches returned messages one by one, and subscribes again. Never
   * rejects.
   */
  private async withdraw(on: WatchedChannel): Promise<void> {
    this.withdrawals += 1;
    this.served.add(on);
    this.returned.takeAgain(on);
    this.entering.set(
      on,
      this.end().then(() => this.enter(on)),
    );
    try {
      await this.attach(on);
    } catch (error) {
      return this.lose(String(error));
    }
    // It can have been ended and resumed while it asked.
    if (this.isWantedOn(on) && !this.isGranted) this.lose('ended in between');
  }

  private lose(why: string): void {
    if (this.on) this.served.delete(this.on);
    this.host.lose(`${why}; attaching it again`);
  }

  private subscribe(on: WatchedChannel): Subscription {
    const { queue, tag } = this.host;
    if (on.settlement.openCount === 0) this.withdrawals = 0;
    this.subscriptions += 1;
    this.subscription = new Subscription(on, {
      queue,
      tag: `${tag}-${this.subscriptions}`,
      prefetch: this.orders.pace,
      onDelivery: (message, from) => this.take(message, from),
      onEnded: () => this.lose('the broker ended the consumer'),
    });
    return this.subscription;
  }
}

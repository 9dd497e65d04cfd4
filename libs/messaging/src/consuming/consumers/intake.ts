import type { ConsumeMessage } from 'amqplib';
import { redeliveriesOf } from '../deliveries/read-delivery';
import type { DeliveryWork } from './delivery-work';
import type { Quarantine } from './quarantine';
import { Subscription } from './subscription';
import type { WatchedChannel } from './watch-channel';

/** What an intake asks its consumer, and tells it. */
export interface IntakeHost {
  /** Names each subscription on the broker, with a number; unique in the process and between processes. */
  readonly tag: string;
  readonly queue: string;
  /** How many deliveries it may hold now. */
  readonly pace: number;
  /** Whether its queue has one consumer at a time; RabbitMQ gives nothing from it but to that one. */
  readonly isStrict: boolean;
  wantsDeliveries(): boolean;
  /** The broker sends nothing any more, or refused to. */
  lose(why: string): void;
}

/**
 * The deliveries of one queue as they come, on the channel that is there.
 *
 * The broker counts a return for all that a dying process held, handled or not, and what came back
 * stands at the head of its queue. So before it subscribes it takes that one by one, each when it is
 * its turn in the process (see Quarantine), and again when one that may kill comes to a subscription.
 * Whatever waits stays with the broker meanwhile, and no return is counted for it.
 */
export class Intake {
  private on?: WatchedChannel;
  private subscription?: Subscription;
  /** Channels on which it takes what came back, or asks for a subscription. */
  private readonly entering = new Map<WatchedChannel, Promise<void>>();
  /** Those on which the broker has answered. */
  private readonly served = new WeakSet<WatchedChannel>();
  private subscriptions = 0;
  private whenEased?: () => void;

  constructor(
    private readonly host: IntakeHost,
    private readonly work: DeliveryWork,
    private readonly quarantine: Quarantine,
  ) {}

  /** The channel it is to come on, if there has been one; it may be gone. */
  get channel(): WatchedChannel | undefined {
    return this.on;
  }

  /** Whether deliveries come, by a subscription or one by one. */
  get isGranted(): boolean {
    return this.isOneByOne || (this.subscription?.isGranted ?? false);
  }

  /** Whether it takes deliveries one by one, and the broker knows of no consumer. */
  get isOneByOne(): boolean {
    const { on } = this;
    return on !== undefined && this.served.has(on) && this.entering.has(on) && !on.gone.aborted;
  }

  /** Whether its subscription, if it has one, holds no more and no fewer than it should now. */
  get isInPace(): boolean {
    return this.subscription === undefined || this.subscription.prefetch === this.host.pace;
  }

  moveTo(on: WatchedChannel): void {
    if (this.on === on) return;
    this.on = on;
    on.gone.addEventListener('abort', () => this.ease(), { once: true });
  }

  /**
   * Brings deliveries in from this channel, unless they come already. Resolves when it has subscribed,
   * or should not any more.
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
    this.ease();
    await ended?.cancel();
  }

  /** To be told when there may be room for another delivery, or none is wanted any more. */
  ease(): void {
    const wake = this.whenEased;
    if (!wake) return;
    this.whenEased = undefined;
    // By then what is done is acked.
    setImmediate(wake);
  }

  private async enter(on: WatchedChannel): Promise<void> {
    if (!this.host.isStrict) while (this.isWantedOn(on) && (await this.takeReturned(on)));
    if (this.isWantedOn(on)) await this.subscribe(on).untilGranted();
  }

  private isWantedOn(on: WatchedChannel): boolean {
    return on === this.on && !on.gone.aborted && this.host.wantsDeliveries();
  }

  /** Takes what stands first in the queue. Whether it had come back: the next one may have, too. */
  private async takeReturned(on: WatchedChannel): Promise<boolean> {
    await this.untilRoom(on);
    let isReturned = false;
    await this.quarantine.visit(async () => {
      if (!this.isWantedOn(on)) return;
      const got = await on.channel.get(this.host.queue);
      this.served.add(on);
      if (got === false) return;
      const message = { ...got, fields: { ...got.fields, consumerTag: '' } };
      const redeliveries = redeliveriesOf(message);
      isReturned = redeliveries > 0;
      if (this.quarantine.concerns(redeliveries)) await this.work.takeAlone(message, on);
      else this.work.take(message, on);
    });
    return isReturned;
  }

  private async untilRoom(on: WatchedChannel): Promise<void> {
    const isFull = (): boolean =>
      on.settlement.openCount >= this.host.pace || !this.work.hasFreeSlot;
    while (this.isWantedOn(on) && isFull()) {
      await new Promise<void>((resolve) => (this.whenEased = resolve));
    }
  }

  private take(message: ConsumeMessage, on: WatchedChannel): void {
    this.work.take(message, on);
    const mayKill = this.quarantine.concerns(redeliveriesOf(message));
    if (mayKill && !this.host.isStrict && this.subscription?.isLiveOn(on)) void this.withdraw(on);
  }

  /** Ends the subscription, takes what came back one by one, and subscribes again. Never rejects. */
  private async withdraw(on: WatchedChannel): Promise<void> {
    this.served.add(on);
    this.entering.set(
      on,
      this.end().then(() => this.enter(on)),
    );
    await this.attach(on).catch((error: unknown) =>
      this.host.lose(`${String(error)}; attaching it again`),
    );
  }

  private subscribe(on: WatchedChannel): Subscription {
    const { pace, queue, tag } = this.host;
    this.subscriptions += 1;
    this.subscription = new Subscription(on, {
      queue,
      tag: `${tag}-${this.subscriptions}`,
      prefetch: pace,
      onDelivery: (message, from) => this.take(message, from),
      onEnded: () => this.host.lose('the broker ended the consumer; attaching it again'),
    });
    return this.subscription;
  }
}

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
  /** Whether what came back can be fetched from its queue one by one, and is known as such. */
  readonly hasReturns: boolean;
  wantsDeliveries(): boolean;
  /** The broker sends nothing any more, or refused to. */
  lose(why: string): void;
}

/**
 * The deliveries of one queue as they come, on the channel that is there.
 *
 * The broker counts a return for all that a dying process held, handled or not, and what came back
 * stands at the head of its queue. So on a new channel it takes that one by one before it subscribes,
 * each when it is its turn in the process (see Quarantine), and again when one that may kill comes to
 * a subscription. Whatever waits stays with the broker meanwhile, and no return is counted for it.
 */
export class Intake {
  private on?: WatchedChannel;
  private subscription?: Subscription;
  /** Channels on which it takes what came back, or asks for a subscription. */
  private readonly entering = new Map<WatchedChannel, Promise<void>>();
  /** Those on which the broker has answered. */
  private readonly served = new WeakSet<WatchedChannel>();
  /** Those on which it has taken what came back. */
  private readonly cleared = new WeakSet<WatchedChannel>();
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
    return this.isOneByOne || this.tag !== undefined;
  }

  /** Names its subscription on the broker, if that has granted one. */
  get tag(): string | undefined {
    return this.subscription?.isGranted ? this.subscription.tag : undefined;
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
    if (this.host.hasReturns && !this.cleared.has(on)) await this.takeReturned(on);
    if (this.isWantedOn(on)) await this.subscribe(on).untilGranted();
  }

  private get isOneByOne(): boolean {
    const { on } = this;
    return on !== undefined && this.served.has(on) && this.entering.has(on) && !on.gone.aborted;
  }

  private isWantedOn(on: WatchedChannel): boolean {
    return on === this.on && !on.gone.aborted && this.host.wantsDeliveries();
  }

  /** Takes what stands first in the queue, until one comes that had not come back, or it is empty. */
  private async takeReturned(on: WatchedChannel): Promise<void> {
    if (this.isFull(on)) {
      // Nothing is fetched for a while: whether the queue is there shows now.
      await on.channel.checkQueue(this.host.queue);
      this.served.add(on);
    }
    let isThrough = false;
    let hadSuspect = false;
    while (!isThrough && this.isWantedOn(on)) {
      await this.until(on, () => !this.isFull(on));
      await this.quarantine.visit(!hadSuspect, async (turn) => {
        while (!isThrough && !turn.isOver && this.isWantedOn(on) && !this.isFull(on)) {
          const message = await this.fetch(on);
          const redeliveries = message ? redeliveriesOf(message) : 0;
          isThrough = redeliveries === 0;
          if (message && this.quarantine.concerns(redeliveries)) hadSuspect = true;
          if (message && this.quarantine.concerns(redeliveries) && !turn.isOver) {
            return { redeliveries, done: this.work.takeAlone(message, on) };
          }
          if (message) this.work.take(message, on);
        }
        return undefined;
      });
    }
    if (isThrough) this.cleared.add(on);
    await this.until(on, () => !this.hasAll(on));
  }

  /** What stands first in the queue, if anything does and the channel is there. */
  private async fetch(on: WatchedChannel): Promise<ConsumeMessage | undefined> {
    // amqplib forgets a `get` whose message was on its way when the channel closed.
    const gone = whenAborted(on.gone);
    try {
      const got = await Promise.race([on.channel.get(this.host.queue), gone.promise]);
      if (on.gone.aborted) return undefined;
      this.served.add(on);
      return got ? { ...got, fields: { ...got.fields, consumerTag: '' } } : undefined;
    } finally {
      gone.forget();
    }
  }

  /** Whether it holds as many as it may. */
  private hasAll(on: WatchedChannel): boolean {
    return on.settlement.openCount >= this.host.pace;
  }

  /** Whether one more could not begin at once. */
  private isFull(on: WatchedChannel): boolean {
    return this.hasAll(on) || !this.work.hasFreeSlot;
  }

  /** Resolves when it is so, or deliveries are not wanted any more. */
  private async until(on: WatchedChannel, isSo: () => boolean): Promise<void> {
    while (this.isWantedOn(on) && !isSo()) {
      await new Promise<void>((resolve) => (this.whenEased = resolve));
    }
  }

  private take(message: ConsumeMessage, on: WatchedChannel): void {
    this.work.take(message, on);
    const mayKill = this.quarantine.concerns(redeliveriesOf(message));
    if (mayKill && this.host.hasReturns && this.subscription?.isLiveOn(on)) {
      void this.withdraw(on);
    }
  }

  /** Ends the subscription, takes what came back one by one, and subscribes again. Never rejects. */
  private async withdraw(on: WatchedChannel): Promise<void> {
    this.served.add(on);
    this.cleared.delete(on);
    this.entering.set(
      on,
      this.end().then(() => this.enter(on)),
    );
    try {
      await this.attach(on);
    } catch (error) {
      return this.lose(String(error));
    }
    // It can have been told to end and to go on again while it asked.
    if (this.isWantedOn(on) && !this.isGranted) this.lose('ended in between');
  }

  private lose(why: string): void {
    if (this.on) this.served.delete(this.on);
    this.host.lose(`${why}; attaching it again`);
  }

  private subscribe(on: WatchedChannel): Subscription {
    const { pace, queue, tag } = this.host;
    this.subscriptions += 1;
    this.subscription = new Subscription(on, {
      queue,
      tag: `${tag}-${this.subscriptions}`,
      prefetch: pace,
      onDelivery: (message, from) => this.take(message, from),
      onEnded: () => this.lose('the broker ended the consumer'),
    });
    return this.subscription;
  }
}

/** Resolves when the signal aborts; to be forgotten when nobody waits any more. */
function whenAborted(signal: AbortSignal): { promise: Promise<undefined>; forget: () => void } {
  let resolve: (value: undefined) => void;
  const promise = new Promise<undefined>((settle) => (resolve = settle));
  const tell = (): void => resolve(undefined);
  signal.addEventListener('abort', tell);
  return { promise, forget: () => signal.removeEventListener('abort', tell) };
}

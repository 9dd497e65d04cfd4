import type { ConsumeMessage } from 'amqplib';
import { redeliveriesOf } from '../deliveries/read-delivery';
import type { ConsumerOrders } from './consumer-orders';
import type { DeliveryWork } from './delivery-work';
import type { Quarantine, Turn, Visitor } from './quarantine';
import type { WatchedChannel } from './watch-channel';

/** Who takes them: a consumer that is about to subscribe. */
export interface ReturnsHost {
  readonly queue: string;
  /** Whether deliveries from this channel are wanted now. */
  isWantedOn(on: WatchedChannel): boolean;
  /** The broker has answered on this channel: what came back comes from now on. */
  onServed(on: WatchedChannel): void;
}

/**
 * What came back from a consumer stands at the head of its queue. Here it is fetched one by one, each
 * when it is its turn in the process (see Quarantine), so that whatever waits stays with the broker.
 */
export class ReturnedMessages {
  /** Channels on which all of it was taken. */
  private readonly taken = new WeakSet<WatchedChannel>();
  private whenEased?: () => void;

  constructor(
    private readonly host: ReturnsHost,
    private readonly orders: Pick<ConsumerOrders, 'pace'>,
    private readonly work: DeliveryWork,
    private readonly quarantine: Quarantine,
  ) {}

  /** Some came by itself: it is to be taken again on this channel. */
  haveCome(on: WatchedChannel): void {
    this.taken.delete(on);
  }

  /** To be told when there may be room for another delivery, or none is wanted any more. */
  ease(): void {
    const wake = this.whenEased;
    if (!wake) return;
    this.whenEased = undefined;
    // By then what is done is acked.
    setImmediate(wake);
  }

  /**
   * Takes what stands first in the queue until one comes that had not come back, or it is empty; once
   * on each channel. Resolves when there is room for a delivery after that, or none is wanted any more.
   *
   * @throws Error when the broker refuses, for instance with 404.
   */
  async take(on: WatchedChannel): Promise<void> {
    if (this.taken.has(on)) return;
    if (this.isFull(on)) {
      // Nothing is fetched for a while: whether the queue is there shows now.
      await on.channel.checkQueue(this.host.queue);
      this.host.onServed(on);
    }
    const walk = { isThrough: false, hadSuspect: false };
    while (!walk.isThrough && this.host.isWantedOn(on)) {
      await this.until(on, () => !this.isFull(on));
      const fetchSome = (turn: Turn): Promise<Visitor | undefined> =>
        this.fetchSome(on, walk, turn);
      if (!(await this.quarantine.visit(!walk.hadSuspect, fetchSome))) return;
    }
    if (walk.isThrough) this.taken.add(on);
    await this.until(on, () => !this.hasAll(on));
  }

  /** Takes one after another, up to the first that is to be waited for. */
  private async fetchSome(
    on: WatchedChannel,
    walk: { isThrough: boolean; hadSuspect: boolean },
    turn: Turn,
  ): Promise<Visitor | undefined> {
    while (!walk.isThrough && !turn.isOver && this.host.isWantedOn(on) && !this.isFull(on)) {
      const message = await this.fetch(on);
      const redeliveries = message ? redeliveriesOf(message) : 0;
      walk.isThrough = redeliveries === 0;
      const isSuspect = this.quarantine.concerns(redeliveries);
      walk.hadSuspect ||= isSuspect;
      if (message && isSuspect && !turn.isOver) {
        return { redeliveries, done: this.work.takeAlone(message, on) };
      }
      if (message) this.work.take(message, on);
    }
    return undefined;
  }

  /** What stands first in the queue, if anything does and the channel is there. */
  private async fetch(on: WatchedChannel): Promise<ConsumeMessage | undefined> {
    // amqplib forgets a `get` whose message was on its way when the channel closed.
    const gone = whenAborted(on.gone);
    try {
      const got = await Promise.race([on.channel.get(this.host.queue), gone.promise]);
      if (on.gone.aborted) return undefined;
      this.host.onServed(on);
      return got ? { ...got, fields: { ...got.fields, consumerTag: '' } } : undefined;
    } finally {
      gone.forget();
    }
  }

  /** Whether as many are held as may be. */
  private hasAll(on: WatchedChannel): boolean {
    return on.settlement.openCount >= this.orders.pace;
  }

  /** Whether one more could not begin at once. */
  private isFull(on: WatchedChannel): boolean {
    return this.hasAll(on) || !this.work.hasFreeSlot;
  }

  /** Resolves when it is so, or deliveries are not wanted any more. */
  private async until(on: WatchedChannel, isSo: () => boolean): Promise<void> {
    while (this.host.isWantedOn(on) && !isSo()) {
      await new Promise<void>((resolve) => (this.whenEased = resolve));
    }
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

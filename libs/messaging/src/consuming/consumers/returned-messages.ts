import type { ConsumeMessage } from 'amqplib';
import { settleWithin } from '../../connection/settle-within';
import { redeliveriesOf } from '../deliveries/read-delivery';
import type { ConsumerOrders } from './consumer-orders';
import type { DeliveryWork } from './delivery-work';
import type { Quarantine, Turn, Visitor } from './quarantine';
import type { WatchedChannel } from './watch-channel';

/**
 * To RabbitMQ each fetched message has a consumer of its own until it is settled. Of a channel that is
 * lost it puts them back in no certain order once there are more than 32, and may do so in another one
 * when it builds the queue again after it was killed: what was acked then comes back, and in its place
 * another message is gone (seen with 3.10.8; rabbitmq-server, commit 2db48432d9, of May 2025).
 */
const MOST_FETCHED = 4;
/** With handlers that take long it would hold up what can be handled beside them. */
const PATIENCE_MS = 2_000;

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
  /** How many were fetched on a channel and are not done. */
  private readonly fetched = new WeakMap<WatchedChannel, number>();
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly host: ReturnsHost,
    private readonly orders: Pick<ConsumerOrders, 'pace'>,
    private readonly work: DeliveryWork,
    private readonly quarantine: Quarantine,
  ) {}

  /** One that may kill came by a subscription: `take` is to take them on this channel again. */
  takeAgain(on: WatchedChannel): void {
    this.taken.delete(on);
  }

  /** To be told when there may be room for another delivery, or none is wanted any more. */
  ease(): void {
    const woken = [...this.waiting];
    this.waiting.clear();
    // By then what is done is acked.
    for (const wake of woken) setImmediate(wake);
  }

  /**
   * Takes what stands first in the queue until one comes that had not come back, or it is empty; once
   * on each channel, until `takeAgain`. It holds a few at a time, and ends before all was taken when
   * none of these is done for two seconds. Resolves when there is room for a delivery after that, or
   * none is wanted any more.
   *
   * @returns whether a subscription may follow: not when the process begins no other delivery.
   * @throws Error when the broker refuses, for instance with 404.
   */
  async take(on: WatchedChannel): Promise<boolean> {
    if (this.taken.has(on)) return true;
    if (this.isFull(on)) {
      // Nothing is fetched for a while: whether the queue is there shows now.
      await on.channel.checkQueue(this.host.queue);
      this.host.onServed(on);
    }
    const walk = { isThrough: false, hadSuspect: false };
    while (!walk.isThrough && this.host.isWantedOn(on)) {
      await this.until(on, () => !this.isFull(on));
      if (!(await this.hasRoomSoon(on))) break;
      const fetchSome = (turn: Turn): Promise<Visitor | undefined> =>
        this.fetchSome(on, walk, turn);
      if (!(await this.quarantine.visit(!walk.hadSuspect, fetchSome))) return false;
    }
    if (walk.isThrough) this.taken.add(on);
    await this.until(on, () => !this.hasAll(on));
    return true;
  }

  /** Takes one after another, up to the first that is to be waited for. */
  private async fetchSome(
    on: WatchedChannel,
    walk: { isThrough: boolean; hadSuspect: boolean },
    turn: Turn,
  ): Promise<Visitor | undefined> {
    while (!walk.isThrough && !turn.isOver && this.host.isWantedOn(on) && this.mayFetchOn(on)) {
      const message = await this.fetch(on);
      const redeliveries = message ? redeliveriesOf(message) : 0;
      walk.isThrough = redeliveries === 0;
      const isSuspect = this.quarantine.concerns(redeliveries);
      walk.hadSuspect ||= isSuspect;
      if (!message) break;
      const hasTurn = isSuspect && !turn.isOver;
      const done = this.hold(message, on, hasTurn);
      if (hasTurn) return { redeliveries, done };
    }
    return undefined;
  }

  /** Never rejects. */
  private async hold(message: ConsumeMessage, on: WatchedChannel, hasTurn: boolean): Promise<void> {
    this.fetched.set(on, this.fetchedOn(on) + 1);
    await this.work.takeFetched(message, on, hasTurn);
    this.fetched.set(on, this.fetchedOn(on) - 1);
    this.ease();
  }

  private fetchedOn(on: WatchedChannel): number {
    return this.fetched.get(on) ?? 0;
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

  /** Whether another may be fetched before its patience is over, or none is wanted any more. */
  private async hasRoomSoon(on: WatchedChannel): Promise<boolean> {
    const hasRoom = (): boolean => this.fetchedOn(on) < MOST_FETCHED;
    return hasRoom() || settleWithin(this.until(on, hasRoom), PATIENCE_MS);
  }

  private mayFetchOn(on: WatchedChannel): boolean {
    return !this.isFull(on) && this.fetchedOn(on) < MOST_FETCHED;
  }

  /** Resolves when it is so, or deliveries are not wanted any more. */
  private async until(on: WatchedChannel, isSo: () => boolean): Promise<void> {
    while (this.host.isWantedOn(on) && !isSo()) {
      await new Promise<void>((resolve) => this.waiting.add(resolve));
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

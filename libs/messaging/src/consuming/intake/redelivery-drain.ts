import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import { withTimeout } from '../../async/with-timeout';
import { unreadableOf } from '../../wire/guard-properties';
import { settleWithin } from '../../async/settle-within';
import { redeliveriesOf } from '../../decoding/read-delivery';
import type { DesiredState } from './desired-state';
import type { DeliveryDispatcher } from './delivery-dispatcher';
import type { PoisonIsolation, Lease, HandledSuspect } from './poison-isolation';
import { DELIVERIES_WITHIN_MS } from '../../amqp/subscriptions/subscription';
import type { WatchedChannel } from '../../amqp/subscriptions/watch-channel';

/**
 * To RabbitMQ each fetched message has a consumer of its own until it is settled, and with more than 32
 * consumers on one channel a queue can lose messages (docs/message-loss.md, "RabbitMQ versions"). Those
 * that were withdrawn count as well while they hold something.
 */
const MAX_FETCHED = 16;
/** How long one walk waits for handlers in all: what can be handled beside them is held up meanwhile. */
const PATIENCE_MS = 2_000;

/** Who takes them: a consumer that is about to subscribe. */
export interface ReturnsHost {
  readonly queue: string;
  /** Whether deliveries from this channel are wanted now. */
  isWantedOn(on: WatchedChannel): boolean;
  /** The broker has answered on this channel: returned messages follow. */
  onServed(on: WatchedChannel): void;
}

/**
 * A message that a consumer returned stands at the head of its queue. Here it is fetched one by
 * one, each when it is its turn in the process (see PoisonIsolation), so that waiting messages stay with
 * the broker.
 */
export class RedeliveryDrain {
  /** Channels on which all of it was taken. */
  private readonly taken = new WeakSet<WatchedChannel>();
  /** How many were fetched on a channel and are not done. */
  private readonly fetched = new WeakMap<WatchedChannel, number>();
  /** Those on which some came that may kill. */
  private readonly suspected = new WeakSet<WatchedChannel>();
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly host: ReturnsHost,
    private readonly orders: Pick<DesiredState, 'pace'>,
    private readonly work: DeliveryDispatcher,
    private readonly isolation: PoisonIsolation,
  ) {}

  /** One that may kill came by a subscription: `take` is to take them on this channel again. */
  takeAgain(on: WatchedChannel): void {
    this.taken.delete(on);
  }

  /** To be called when there may be room for another delivery, or none is wanted. */
  notifyCapacity(): void {
    const woken = [...this.waiting];
    this.waiting.clear();
    // By then what is done is acked.
    for (const wake of woken) setImmediate(wake);
  }

  /**
   * Takes what stands first in the queue until one comes that had not come back, or it is empty; once
   * on each channel, until `takeAgain`. It holds sixteen of them at most, and ends before all was taken
   * when it has waited for these for two seconds in all. Resolves when there is room for a delivery
   * after that, or none is wanted.
   *
   * @returns whether a subscription may follow: not when the process begins no other delivery.
   * @throws Error when the broker refuses, for instance with 404, or does not answer in five seconds.
   */
  async take(on: WatchedChannel): Promise<boolean> {
    if (this.taken.has(on)) return true;
    if (this.isFull(on)) {
      // Nothing is fetched for a while: whether the queue is there shows now.
      await withTimeout(on.channel.checkQueue(this.host.queue), DELIVERIES_WITHIN_MS);
      this.host.onServed(on);
    }
    for (let patienceMs = PATIENCE_MS; !this.taken.has(on) && this.host.isWantedOn(on);) {
      await this.until(on, () => !this.isFull(on));
      patienceMs = await this.waitForRoom(on, patienceMs);
      if (patienceMs <= 0) break;
      const isFirst = !this.suspected.has(on);
      if (!(await this.isolation.visit(isFirst, (turn) => this.fetchSome(on, turn)))) return false;
    }
    await this.until(on, () => !this.hasAll(on));
    return true;
  }

  /** Whether another may be fetched, as far as those are concerned that were. */
  hasRoomOn(on: WatchedChannel): boolean {
    return this.fetchedOn(on) < MAX_FETCHED;
  }

  /** Takes one after another, up to the first that is to be waited for. */
  private async fetchSome(on: WatchedChannel, lease: Lease): Promise<HandledSuspect | undefined> {
    while (!this.taken.has(on) && !lease.isOver && this.mayFetchOn(on)) {
      const message = await this.fetch(on);
      const redeliveries = message ? redeliveriesOf(message) : 0;
      // The count of returns may itself be unreadable.
      if (redeliveries === 0 && !(message && unreadableOf(message))) this.taken.add(on);
      if (!message) break;
      const isSuspect = this.isolation.concerns(redeliveries);
      if (isSuspect) this.suspected.add(on);
      const hasTurn = isSuspect && !lease.isOver;
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
    this.notifyCapacity();
  }

  private fetchedOn(on: WatchedChannel): number {
    return this.fetched.get(on) ?? 0;
  }

  /** What stands first in the queue, if anything does and the channel is there. */
  private async fetch(on: WatchedChannel): Promise<ConsumeMessage | undefined> {
    // amqplib forgets a `get` whose message was on its way when the channel closed.
    const gone = whenAborted(on.gone);
    try {
      const answer = Promise.race([on.channel.get(this.host.queue), gone.promise]);
      const got = await withTimeout(answer, DELIVERIES_WITHIN_MS);
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

  private mayFetchOn(on: WatchedChannel): boolean {
    return this.host.isWantedOn(on) && !this.isFull(on) && this.hasRoomOn(on);
  }

  /** Waits until another may be fetched, so long at most; what is left of that then. */
  private async waitForRoom(on: WatchedChannel, patienceMs: number): Promise<number> {
    if (this.hasRoomOn(on)) return patienceMs;
    const deadline = performance.now() + patienceMs;
    const left = (): number => deadline - performance.now();
    while (this.host.isWantedOn(on) && !this.hasRoomOn(on)) {
      if (left() <= 0 || !(await settleWithin(this.eased(), left()))) return 0;
    }
    return left();
  }

  /** Resolves when it is so, or deliveries are no longer wanted. */
  private async until(on: WatchedChannel, isSo: () => boolean): Promise<void> {
    // What is done in this turn of the event loop is acked in the next, perhaps without a call of
    // `notifyCapacity`.
    if (!isSo()) await nextTurn();
    while (this.host.isWantedOn(on) && !isSo()) await this.eased();
  }

  private eased(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }
}

/** Resolves when the signal aborts; call `forget` when the wait is over. */
function whenAborted(signal: AbortSignal): { promise: Promise<undefined>; forget: () => void } {
  let resolve: (value: undefined) => void;
  const promise = new Promise<undefined>((settle) => (resolve = settle));
  const finish = (): void => resolve(undefined);
  signal.addEventListener('abort', finish);
  return { promise, forget: () => signal.removeEventListener('abort', finish) };
}

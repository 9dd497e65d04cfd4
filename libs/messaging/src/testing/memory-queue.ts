import { readProperties } from './amqp-codec';
import type { Declaration } from './channel-fault';
import {
  aged,
  type DeathReason,
  hasRoom,
  type MemoryConsumer,
  type QueuedMessage,
  type StoredMessage,
  withHeaders,
} from './stored-message';

/** A message that leaves its queue. */
export interface DeadLetter {
  readonly message: StoredMessage;
  readonly reason: DeathReason;
  /** The names of the queues that have it already. */
  readonly have: Set<string>;
}

/** What a queue needs of its broker. */
export interface QueueHost {
  /** Milliseconds that have passed on the broker. */
  readonly elapsedMs: number;
  /** False when the message must stay: the queue keeps it until the next queues have it. */
  deadLetter(letter: DeadLetter, queue: MemoryQueue): boolean;
}

/**
 * A queue as RabbitMQ has it: in order, by priority where it is declared so, with time to live, a
 * greatest length, a delivery limit and a single active consumer.
 */
export class MemoryQueue {
  readonly consumers: MemoryConsumer[] = [];
  /** Messages that consumers have not settled. */
  heldCount = 0;
  protected ready: QueuedMessage[] = [];
  /** Dead letters that no queue has taken yet. */
  private leaving: DeadLetter[] = [];

  constructor(
    readonly name: string,
    readonly args: Declaration,
    /** The connection it is deleted with. */
    readonly owner: object | undefined,
    protected readonly host: QueueHost,
  ) {}

  /** Messages that no consumer holds, in the order in which they are delivered. */
  get waiting(): readonly StoredMessage[] {
    return this.ready.map(({ message }) => message);
  }

  get messageCount(): number {
    return this.ready.length;
  }

  /** When the first message expires; a queue looks at no other. */
  get nextExpiry(): number {
    return this.ready[0]?.expiresAt ?? Infinity;
  }

  /** Whether the queue takes the message: where it is declared so, a full one refuses it. */
  enqueue(message: StoredMessage): boolean {
    if (this.refusesMore && this.isBeyondLimits(message)) return false;
    const { expiration = Infinity, priority = 0 } = readProperties(message.section);
    const ttl = Math.min(Number(expiration), this.numberOr('x-message-ttl', Infinity));
    const expiresAt = this.host.elapsedMs + ttl;
    const served = Math.min(priority, this.numberOr('x-max-priority', 0));
    this.insert({ message, priority: served, expiresAt, returns: 0 });
    return true;
  }

  /** Delivers as much as the consumers have room for, and drops what is beyond the limits. */
  pump(): void {
    for (const letter of this.leaving.splice(0)) this.send(letter);
    this.dropWhile(() => this.nextExpiry <= this.host.elapsedMs, 'expired');
    let consumer = this.nextConsumer();
    while (consumer && this.deliverOne(consumer)) consumer = this.nextConsumer();
    this.dropWhile(() => !this.refusesMore && this.isBeyondLimits(), 'maxlen');
  }

  /** Delivers one message; false when none waits. */
  deliverOne(consumer: MemoryConsumer): boolean {
    const queued = this.ready.shift();
    if (queued) this.deliver(consumer, queued);
    return queued !== undefined;
  }

  /** Notes that a consumer has settled a message. */
  release(consumer: MemoryConsumer): void {
    consumer.held -= 1;
    this.heldCount -= 1;
  }

  /** Puts a message back at the head; beyond the delivery limit it is dead-lettered. */
  requeue(queued: QueuedMessage): void {
    const returns = queued.returns + 1;
    if (returns > this.numberOr('x-delivery-limit', Infinity)) {
      return this.deadLetter(queued.message, 'delivery_limit');
    }
    const message = withHeaders(queued.message, { 'x-delivery-count': returns });
    this.ready.unshift({ ...queued, message, returns });
  }

  /** Makes the waiting messages older. */
  age(milliseconds: number): void {
    this.ready = this.ready.map((each) => ({ ...each, message: aged(each.message, milliseconds) }));
  }

  /** Sends a message on; one that has to stay until a queue takes it is sent again by `pump`. */
  deadLetter(message: StoredMessage, reason: DeathReason): void {
    this.send({ message, reason, have: new Set() });
  }

  purge(): void {
    this.ready = [];
    this.leaving = [];
  }

  protected deliver(consumer: MemoryConsumer, queued: QueuedMessage): void {
    if (!consumer.noAck) {
      consumer.held += 1;
      this.heldCount += 1;
    }
    consumer.deliver(queued);
  }

  protected numberOr(argument: string, otherwise: number): number {
    const value = this.args[argument];
    return typeof value === 'number' ? value : otherwise;
  }

  private get refusesMore(): boolean {
    return this.args['x-overflow'] === 'reject-publish';
  }

  private isBeyondLimits(...more: StoredMessage[]): boolean {
    if (this.ready.length + more.length > this.numberOr('x-max-length', Infinity)) return true;
    const limit = this.numberOr('x-max-length-bytes', Infinity);
    if (limit === Infinity) return false;
    return [...this.waiting, ...more].reduce((sum, { body }) => sum + body.length, 0) > limit;
  }

  private send(letter: DeadLetter): void {
    if (!this.host.deadLetter(letter, this)) this.leaving.push(letter);
  }

  private dropWhile(isSo: () => boolean, reason: DeathReason): void {
    while (isSo()) this.deadLetter((this.ready.shift() as QueuedMessage).message, reason);
  }

  private insert(queued: QueuedMessage): void {
    const before = this.ready.findIndex(({ priority }) => priority < queued.priority);
    this.ready.splice(before < 0 ? this.ready.length : before, 0, queued);
  }

  /** In turn, or the first alone. */
  private nextConsumer(): MemoryConsumer | undefined {
    const { consumers } = this;
    if (this.args['x-single-active-consumer'] === true) return consumers.slice(0, 1).find(hasRoom);
    const next = consumers.find(hasRoom);
    if (next) consumers.push(...consumers.splice(consumers.indexOf(next), 1));
    return next;
  }
}

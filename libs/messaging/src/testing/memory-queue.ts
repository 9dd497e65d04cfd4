import { readProperties } from './amqp-codec';
import { aged, withHeaders, type DeathReason, type StoredMessage } from './stored-message';

/** A consumer of a queue or stream. */
export interface MemoryConsumer {
  readonly arguments: Readonly<Record<string, unknown>>;
  /** How many it may hold; 0: any number. */
  readonly prefetch: number;
  /** Its messages are settled when they are delivered. */
  readonly noAck: boolean;
  /** Messages that it has not settled. */
  held: number;
  deliver(delivery: QueuedMessage): void;
  /** Called when the queue is deleted. */
  end(): void;
}

/** A message in a queue. */
export interface QueuedMessage {
  readonly message: StoredMessage;
  readonly priority: number;
  /** By the clock of the broker. */
  readonly expiresAt: number;
  /** How often it came back without a verdict. */
  readonly returns: number;
}

/** What a queue needs of its broker. */
export interface QueueHost {
  /** Milliseconds that have passed on the broker. */
  readonly elapsedMs: number;
  deadLetter(message: StoredMessage, queue: MemoryQueue, reason: DeathReason): void;
}

export function hasRoom({ held, prefetch }: MemoryConsumer): boolean {
  return prefetch === 0 || held < prefetch;
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

  constructor(
    readonly name: string,
    readonly args: Readonly<Record<string, unknown>>,
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

  /** Whether the queue takes the message: a full one refuses it. */
  take(message: StoredMessage): boolean {
    if (this.messageCount >= this.numberOr('x-max-length', Infinity)) return false;
    const { expiration = Infinity, priority = 0 } = readProperties(message.section);
    const ttl = Math.min(Number(expiration), this.numberOr('x-message-ttl', Infinity));
    const expiresAt = this.host.elapsedMs + ttl;
    const served = Math.min(priority, this.numberOr('x-max-priority', 0));
    this.insert({ message, priority: served, expiresAt, returns: 0 });
    return true;
  }

  /** Delivers as much as the consumers have room for. */
  pump(): void {
    this.expire();
    for (;;) {
      const consumer = this.nextConsumer();
      if (!consumer || !this.giveOne(consumer)) return;
    }
  }

  /** Delivers one message; false when none waits. */
  giveOne(consumer: MemoryConsumer): boolean {
    const queued = this.ready.shift();
    if (queued) this.give(consumer, queued);
    return queued !== undefined;
  }

  /** Notes that a consumer has settled a message. */
  release(consumer: MemoryConsumer): void {
    consumer.held -= 1;
    this.heldCount -= 1;
  }

  /** Puts a message back at the head; beyond the delivery limit it is dead-lettered. */
  giveBack(queued: QueuedMessage): void {
    const returns = queued.returns + 1;
    if (returns > this.numberOr('x-delivery-limit', Infinity)) {
      return this.host.deadLetter(queued.message, this, 'delivery_limit');
    }
    const message = withHeaders(queued.message, { 'x-delivery-count': returns });
    this.ready.unshift({ ...queued, message, returns });
  }

  /** Makes the waiting messages older. */
  age(milliseconds: number): void {
    this.ready = this.ready.map((each) => ({ ...each, message: aged(each.message, milliseconds) }));
  }

  purge(): void {
    this.ready = [];
  }

  protected give(consumer: MemoryConsumer, queued: QueuedMessage): void {
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

  private expire(): void {
    while (this.nextExpiry <= this.host.elapsedMs) {
      this.host.deadLetter((this.ready.shift() as QueuedMessage).message, this, 'expired');
    }
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

import { matchesBinding, type Exchange, type ExchangeType, type HeadersMatch } from '@warren/model';
import { checkEquivalent, locked, notFound, type Declaration } from './channel-fault';
import { MemoryQueue, type DeadLetter, type QueueHost } from './memory-queue';
import { MemoryStream } from './memory-stream';
import { headersOf, withDeath, type StoredMessage } from './stored-message';

interface MemoryBinding {
  /** The queue or exchange that gets what it lets through. */
  readonly to: string;
  readonly kind: 'exchange' | 'queue';
  readonly routingKey: string;
  readonly headers?: HeadersMatch;
}

interface MemoryExchange extends Exchange {
  readonly declared: Declaration;
  readonly bindings: MemoryBinding[];
}

/**
 * Exchanges, bindings and queues, with the routing of the topology's model, which a test compares with
 * RabbitMQ. Its time stands still, and moves by `pass` alone.
 */
export class MemoryBroker implements QueueHost {
  readonly queues = new Map<string, MemoryQueue>();
  elapsedMs = 0;
  private readonly exchanges = new Map<string, MemoryExchange>();

  /** @param onEnqueued called for each message that a queue has taken. */
  constructor(private readonly onEnqueued: (queue: string, message: StoredMessage) => void) {}

  /** When the next message expires. */
  get nextExpiry(): number {
    return Math.min(...[...this.queues.values()].map(({ nextExpiry }) => nextExpiry));
  }

  /** Lets time pass; what expires is dead-lettered. */
  pass(milliseconds: number): void {
    this.elapsedMs += milliseconds;
    for (const queue of this.queues.values()) queue.age(milliseconds);
    for (const queue of [...this.queues.values()]) queue.pump();
  }

  /** @throws ChannelFault when it is there with other properties. */
  declareExchange(name: string, type: string, properties: Declaration): void {
    const declared = { type, ...properties };
    const found = this.exchanges.get(name);
    if (found) return checkEquivalent('exchange', name, declared, found.declared);
    const own = { name, type: type as ExchangeType, builtIn: false };
    this.exchanges.set(name, { ...own, declared, bindings: [] });
  }

  /** @throws ChannelFault when it is there with other properties. */
  declareQueue(name: string, args: Declaration, owner?: object): MemoryQueue {
    const found = this.queues.get(name);
    if (found) {
      checkEquivalent('queue', name, args, found.args);
      return found;
    }
    const Kind = args['x-queue-type'] === 'stream' ? MemoryStream : MemoryQueue;
    const queue = new Kind(name, args, owner, this);
    this.queues.set(name, queue);
    return queue;
  }

  deleteQueue(name: string): void {
    const queue = this.queues.get(name);
    this.queues.delete(name);
    for (const consumer of queue?.consumers ?? []) consumer.end();
    for (const { bindings } of this.exchanges.values()) {
      const kept = bindings.filter(({ kind, to }) => kind === 'exchange' || to !== name);
      bindings.splice(0, bindings.length, ...kept);
    }
  }

  bind(source: string, binding: Omit<MemoryBinding, 'headers'>, args: Declaration): void {
    const { 'x-match': match, ...headers } = args as HeadersMatch['headers'];
    const matching = { match: (match ?? 'all') as HeadersMatch['match'], headers };
    const bound = { ...binding, headers: matching };
    const { bindings } = this.exchange(source);
    const isSame = (each: MemoryBinding): boolean => JSON.stringify(each) === JSON.stringify(bound);
    if (!bindings.some(isSame)) bindings.push(bound);
  }

  /** @throws ChannelFault when it is an exclusive queue of another connection. */
  checkLock(name: string, connection: object): void {
    const { owner = connection } = this.queues.get(name) ?? {};
    if (owner !== connection) throw locked(name);
  }

  /** @throws ChannelFault when there is none. */
  queue(name: string): MemoryQueue {
    const found = this.queues.get(name);
    if (!found) throw notFound('queue', name);
    return found;
  }

  /** @throws ChannelFault when there is none. */
  exchange(name: string): MemoryExchange {
    const found = this.exchanges.get(name);
    if (!found) throw notFound('exchange', name);
    return found;
  }

  /**
   * What becomes of a message; of one that a queue refuses, others may have it all the same.
   *
   * @param have the names of the queues that have it already; those that take it now are added.
   * @throws ChannelFault when its exchange is not there.
   */
  publish(message: StoredMessage, have = new Set<string>()): 'enqueued' | 'refused' | 'unroutable' {
    const reached = this.route(message.exchange, message);
    if (reached.length === 0) return 'unroutable';
    const open = reached.filter(({ name }) => !have.has(name));
    const enqueued = open.filter((queue) => queue.enqueue(message));
    for (const queue of enqueued) {
      have.add(queue.name);
      this.onEnqueued(queue.name, message);
      queue.pump();
    }
    return enqueued.length < open.length ? 'refused' : 'enqueued';
  }

  deadLetter({ have, message, reason }: DeadLetter, { args, name }: MemoryQueue): boolean {
    const exchange = args['x-dead-letter-exchange'];
    if (typeof exchange !== 'string') return true;
    const key = args['x-dead-letter-routing-key'];
    const routingKey = typeof key === 'string' ? key : message.routingKey;
    const isKnown = exchange === '' || this.exchanges.has(exchange);
    const sent = { ...withDeath(message, name, reason), exchange, routingKey };
    const isEnqueued = isKnown && this.publish(sent, have) === 'enqueued';
    return isEnqueued || args['x-dead-letter-strategy'] !== 'at-least-once';
  }

  private route(name: string, message: StoredMessage): MemoryQueue[] {
    const { routingKey } = message;
    if (name === '') return this.queues.has(routingKey) ? [this.queue(routingKey)] : [];
    const exchange = this.exchange(name);
    const headers = headersOf(message);
    const reached = exchange.bindings
      .filter((each) => matchesBinding({ ...each, exchange }, routingKey, headers))
      .flatMap(({ kind, to }) => (kind === 'queue' ? [this.queue(to)] : this.route(to, message)));
    return [...new Set(reached)];
  }
}

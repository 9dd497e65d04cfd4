import type { EventDto } from '../events/event.dto';
import type { Binding } from './exchange';
import { after, type RetryPolicy } from './retry-policy';

/** The class of the events in a queue; its class-validator decorators decide what is accepted. */
export type EventClass<E extends EventDto = EventDto> = new () => E;

/** A work queue: durable, replicated (quorum), with one handler, a retry policy and dead letters. */
export interface Queue<E extends EventDto = EventDto> {
  readonly name: string;
  readonly event: EventClass<E>;
  readonly bindings: readonly Binding[];
  readonly retry: RetryPolicy;
  /** Deliveries one worker process holds at a time, which is also how many it handles at once. */
  readonly prefetch: number;
  /** Returns to the queue without a verdict (a crash, a lost connection) before the broker dead-letters. */
  readonly deliveryLimit: number;
  /**
   * The highest priority the queue serves, 1 to 9; absent: it serves in order of arrival. A queue
   * with priorities is a classic one, with what that costs: docs/adr/0005.
   */
  readonly maxPriority?: number;
  /** Messages the queue holds before the broker refuses more (a publish is then `refused`). */
  readonly maxLength: number;
}

/** The event type of a queue: `EventOf<typeof queues.etlJobs>`. */
export type EventOf<Q> = Q extends Queue<infer E> ? E : never;

/** What an entry of the topology may say; everything but the event and the bindings has a default. */
export interface QueueOptions<E extends EventDto> {
  readonly event: EventClass<E>;
  /** Empty: reached only through the default exchange, by the queue's name. */
  readonly from: readonly Binding[];
  /** Default: 1 s, 10 s, 1 min, 10 min. */
  readonly retry?: RetryPolicy;
  /** Default 100. */
  readonly prefetch?: number;
  /** Default 10. */
  readonly deliveryLimit?: number;
  /** Default 1,000,000. */
  readonly maxLength?: number;
  /** Default: none. */
  readonly maxPriority?: number;
}

/** Names a work queue. The defaults of every queue are here and nowhere else. */
export function queue<E extends EventDto>(name: string, options: QueueOptions<E>): Queue<E> {
  return {
    name,
    event: options.event,
    bindings: options.from,
    retry: options.retry ?? after('1s', '10s', '1m', '10m'),
    prefetch: options.prefetch ?? 100,
    deliveryLimit: options.deliveryLimit ?? 10,
    maxLength: options.maxLength ?? 1_000_000,
    ...(options.maxPriority !== undefined && { maxPriority: options.maxPriority }),
  };
}

import type { EventDto } from '../events/event.dto';
import type { Binding } from './exchange';
import { after, type RetryPolicy } from './retry-policy';

/** The class of the events in a queue; its class-validator decorators decide what is accepted. */
export type EventClass<E extends EventDto = EventDto> = new () => E;

/** How a batch of deliveries is gathered for a handler that takes many at once. */
export interface BatchPolicy {
  /** The most one batch holds. */
  readonly size: number;
  /** How long a batch that is not full waits for more, in milliseconds. */
  readonly waitMs: number;
}

/** When a queue stops asking for deliveries because nothing it handles succeeds. */
export interface BreakerPolicy {
  /** Failures in a row that open it; permanent failures do not count: those are the event's fault. */
  readonly failures: number;
  /** How long it stays open before one delivery is tried, in milliseconds. */
  readonly pauseMs: number;
}

/** A work queue: durable, replicated (quorum), with one handler, a retry policy and dead letters. */
export interface Queue<E extends EventDto = EventDto> {
  readonly name: string;
  readonly event: EventClass<E>;
  readonly bindings: readonly Binding[];
  readonly retry: RetryPolicy;
  /** Deliveries one worker process holds at a time. */
  readonly prefetch: number;
  /** How many of them it handles at once; of a batch queue, how many batches. */
  readonly concurrency: number;
  /** How long a handler may take, in milliseconds; then it has failed, and a late result is ignored. */
  readonly timeLimitMs: number;
  /**
   * `any`: as many at once as `concurrency` says. `strict`: one at a time in all workers together
   * (single active consumer), in the order of arrival; a retry still goes to the end of the queue.
   */
  readonly ordering: 'any' | 'strict';
  /** Present: the handler takes many events at once (`@HandlesBatch`). */
  readonly batch?: BatchPolicy;
  /** Absent: the queue never pauses itself. */
  readonly breaker?: BreakerPolicy;
  /**
   * Returns to the queue without a verdict (a crash, a lost connection) after which one more makes a dead
   * letter. The worker counts them, and the broker those that no worker saw.
   */
  readonly deliveryLimit: number;
  /**
   * The highest priority the queue serves, 1 to 9; absent: it serves in order of arrival. A queue
   * with priorities is a classic one, with what that costs: docs/adr/0005.
   */
  readonly maxPriority?: number;
  /** Messages the queue holds before the broker refuses more (a publish is then `refused`). */
  readonly maxLength: number;
}

/** A work queue whose handler takes many events at once. */
export interface BatchQueue<E extends EventDto = EventDto> extends Queue<E> {
  readonly batch: BatchPolicy;
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
  /** Default 100; 1 with strict ordering; two batches for a batch queue, when that is more. */
  readonly prefetch?: number;
  /** Default: all that is prefetched; 1 for a batch queue. */
  readonly concurrency?: number;
  /** Default 60,000 (a minute). */
  readonly timeLimitMs?: number;
  /** Default `any`. */
  readonly ordering?: Queue['ordering'];
  /** Default: none, the handler takes one event at a time. */
  readonly batch?: BatchPolicy;
  /** Default: 50 failures in a row, then 10 s of pause. `false`: the queue never pauses itself. */
  readonly breaker?: BreakerPolicy | false;
  /** Default 10. */
  readonly deliveryLimit?: number;
  /** Default 1,000,000. */
  readonly maxLength?: number;
  /** Default: none. */
  readonly maxPriority?: number;
}

const DEFAULT_BREAKER: BreakerPolicy = { failures: 50, pauseMs: 10_000 };

/** Names a work queue. The defaults of every queue are here and nowhere else. */
export function queue<E extends EventDto>(
  name: string,
  options: QueueOptions<E> & { readonly batch: BatchPolicy },
): BatchQueue<E>;
export function queue<E extends EventDto>(name: string, options: QueueOptions<E>): Queue<E>;
export function queue<E extends EventDto>(name: string, options: QueueOptions<E>): Queue<E> {
  const { batch, breaker = DEFAULT_BREAKER, maxPriority, ordering = 'any' } = options;
  const prefetch = options.prefetch ?? defaultPrefetch(ordering, batch);
  return {
    name,
    event: options.event,
    bindings: options.from,
    retry: options.retry ?? after('1s', '10s', '1m', '10m'),
    prefetch,
    concurrency: options.concurrency ?? (batch ? 1 : prefetch),
    timeLimitMs: options.timeLimitMs ?? 60_000,
    ordering,
    deliveryLimit: options.deliveryLimit ?? 10,
    maxLength: options.maxLength ?? 1_000_000,
    ...(batch && { batch }),
    ...(breaker && { breaker }),
    ...(maxPriority !== undefined && { maxPriority }),
  };
}

function defaultPrefetch(ordering: Queue['ordering'], batch?: BatchPolicy): number {
  if (ordering === 'strict') return 1;
  return Math.max(100, 2 * (batch?.size ?? 0));
}

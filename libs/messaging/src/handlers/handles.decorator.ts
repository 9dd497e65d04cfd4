import { SetMetadata } from '@nestjs/common';
import type { BatchQueue, EventDto, Queue } from '@warren/model';
import type { Delivery } from '../messages/delivery';

/**
 * A handler: returns when the event is processed, throws when it is not.
 *
 * What it returns, or resolves with, is the answer to an event that asks for one with a `replyTo` and
 * a `correlationId`; undefined is none. Otherwise it is dropped.
 *
 * `signal` is aborted when the handler's time limit has passed: its result after that is
 * ignored, so it had better stop.
 */
export type Handler<E extends EventDto = EventDto> = (
  event: E,
  delivery: Delivery,
  signal: AbortSignal,
) => unknown;

/** One event of a batch. */
export interface BatchItem<E extends EventDto = EventDto> {
  readonly event: E;
  readonly delivery: Delivery;
  /** Says that this event failed, as throwing does in a handler of single events. The first call counts. */
  fail(error: unknown): void;
}

/**
 * A handler of many events at once, at least one. When it returns, every item it did not `fail` is
 * processed; when it throws, every one of them has failed.
 */
export type BatchHandler<E extends EventDto = EventDto> = (
  items: readonly BatchItem<E>[],
  signal: AbortSignal,
) => Promise<void> | void;

/** What the decorators leave on a method for the worker to find. */
export interface HandlesMark {
  /** Absent: that of the schedule, whose name the topology knows. */
  readonly queue?: Queue;
  readonly takes: 'each' | 'batch';
}

/** Where they leave it. */
export const HANDLES = Symbol('the queue a method handles');

type AnyMethod = (...args: never[]) => unknown;

/** What marks a method that looks like `H`. */
type MethodMark<H> = <M extends H>(
  target: object,
  key: string | symbol,
  method: TypedPropertyDescriptor<M>,
) => void;

/**
 * Marks a method of a provider as the handler of a queue, which has one at most in a process. A method
 * handles one queue.
 *
 * The message is settled for it: when the method returns, its answer is sent, its success recorded and
 * then the message acked; when it throws, the queue's retry policy decides, except for
 * `PermanentError`.
 * When it takes longer than the queue's time limit it has failed with `handler_timeout`.
 *
 * Guards, pipes, interceptors, filters and parameter decorators of Nest work on it (`applyEnhancers`).
 *
 * @param parameters `decorated`: decorators say what its parameters are, which no compiler can check.
 *
 * @example
 * \@Handles(queues.etlJobs)
 * async run(job: EventOf<typeof queues.etlJobs>, { attempt }: Delivery): Promise<void> { ... }
 */
export function Handles<E extends EventDto>(queue: Queue<E>): MethodMark<Handler<E>>;
export function Handles(queue: Queue, parameters: 'decorated'): MethodMark<AnyMethod>;
export function Handles(queue: Queue): MethodMark<AnyMethod> {
  return mark({ queue, takes: 'each' });
}

/**
 * Marks a method as the handler of a batch queue: it gets up to `batch.size` events at once, fewer
 * when no more came within `batch.waitMs`. Each is settled by itself, as under `Handles`.
 *
 * @example
 * \@HandlesBatch(queues.clicks)
 * async store(items: readonly BatchItem<Click>[]): Promise<void> { ... }
 */
export function HandlesBatch<E extends EventDto>(
  queue: BatchQueue<E>,
): MethodMark<BatchHandler<E>> {
  return mark({ queue, takes: 'batch' });
}

/** Marks the library's own handler of messages whose time has come. */
export function HandlesScheduled(): MethodMark<Handler> {
  return mark({ takes: 'each' });
}

function mark(found: HandlesMark): MethodMark<AnyMethod> {
  return (target, key, method) => {
    if (method.value !== undefined && Reflect.hasMetadata(HANDLES, method.value)) {
      const name = `${target.constructor.name}.${String(key)}`;
      throw new TypeError(
        `${name} handles one queue: for another one, give it a method that calls it`,
      );
    }
    SetMetadata(HANDLES, found)(target, key, method);
  };
}

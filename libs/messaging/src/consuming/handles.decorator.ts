import { SetMetadata } from '@nestjs/common';
import type { EventDto, Queue } from '@warren/contracts';
import type { Delivery } from './delivery';

/** A handler: returns when the event is processed, throws when it is not. */
export type Handler<E extends EventDto = EventDto> = (
  event: E,
  delivery: Delivery,
) => Promise<void> | void;

/** Where the decorator leaves the queue for the worker to find. */
export const HANDLES = Symbol('the queue a method handles');

/**
 * Marks a method of a provider as the handler of a queue. Every queue has exactly one.
 *
 * The message is settled for it: when the method returns, its success is recorded and then the
 * message acked; when it throws, the queue's retry policy decides, except for `PermanentError`.
 *
 * @example
 * \@Handles(queues.etlJobs)
 * async run(job: EventOf<typeof queues.etlJobs>, { attempt }: Delivery): Promise<void> { ... }
 */
export function Handles<E extends EventDto>(
  queue: Queue<E>,
): (target: object, key: string | symbol, method: TypedPropertyDescriptor<Handler<E>>) => void {
  return (target, key, method) => void SetMetadata(HANDLES, queue)(target, key, method);
}

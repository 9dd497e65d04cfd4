import type { Queue } from '@warren/contracts';
import type { Handler } from './handles.decorator';

/** A handler method with the queue it asked for. */
export interface FoundHandler {
  /** `Class.method`. */
  readonly name: string;
  readonly queue: Queue;
  readonly handle: Handler;
}

/** The handlers do not fit the queues; every misfit is listed with its remedy. */
class HandlerMismatchError extends Error {
  readonly code = 'handler_mismatch';

  constructor(readonly faults: readonly string[]) {
    super(`Handlers and queues do not fit:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    this.name = 'HandlerMismatchError';
  }
}

/**
 * Makes sure that every queue has exactly one handler and every handler a declared queue (I11).
 *
 * @throws HandlerMismatchError listing every misfit.
 */
export function matchHandlers(queues: readonly Queue[], found: readonly FoundHandler[]): void {
  const faults = [
    ...queues.flatMap((queue) =>
      describeMisfit(
        queue,
        found.filter((each) => each.queue === queue),
      ),
    ),
    ...found
      .filter(({ queue }) => !queues.includes(queue))
      .map(
        ({ name, queue }) =>
          `${name} handles '${queue.name}', which the topology does not declare: add it to the queues`,
      ),
  ];
  if (faults.length > 0) throw new HandlerMismatchError(faults);
}

function describeMisfit(queue: Queue, handlers: readonly FoundHandler[]): string[] {
  if (handlers.length === 1) return [];
  if (handlers.length === 0) {
    return [
      `queue '${queue.name}' has no handler: put @Handles on a method in a *.handler.ts file`,
    ];
  }
  const names = handlers.map(({ name }) => name).join(', ');
  return [`queue '${queue.name}' has ${handlers.length} handlers (${names}): keep one`];
}

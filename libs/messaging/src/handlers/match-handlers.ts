import type { Queue } from '@warren/model';
import type { BatchHandler, Handler } from './handles.decorator';

/** A handler method with the queue it asked for. */
export type FoundHandler = {
  /** `Class.method`. */
  readonly name: string;
  readonly queue: Queue;
  /** Why it cannot be called. */
  readonly fault?: string;
} & (
  | { readonly takes: 'each'; readonly handle: Handler }
  | { readonly takes: 'batch'; readonly handle: BatchHandler }
);

/** The handlers do not fit the queues; every misfit is listed with its remedy. */
class HandlerMismatchError extends Error {
  readonly code = 'handler_mismatch';

  constructor(readonly faults: readonly string[]) {
    super(`Handlers and queues do not fit:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    this.name = 'HandlerMismatchError';
  }
}

/**
 * Makes sure that every queue this process consumes has exactly one handler and every handler a declared
 * queue (I11), and gives the handlers of those queues.
 *
 * @param only the names of those queues; absent: all that have a handler.
 * @throws HandlerMismatchError listing every misfit.
 */
export function matchHandlers(
  queues: readonly Queue[],
  found: readonly FoundHandler[],
  only?: readonly string[],
): FoundHandler[] {
  const faults = [
    ...queues.flatMap((queue) =>
      describeMisfit(
        queue,
        found.filter((each) => each.queue === queue),
        only?.includes(queue.name) ?? false,
      ),
    ),
    ...found.flatMap((each) => describeStray(each, queues)),
    ...found.flatMap(({ fault, name }) => (fault === undefined ? [] : [`${name}: ${fault}`])),
    ...(only ?? [])
      .filter((name) => !queues.some((queue) => queue.name === name))
      .map(
        (name) => `queue '${name}' is to be consumed here, but the topology does not declare it`,
      ),
  ];
  if (faults.length > 0) throw new HandlerMismatchError(faults);
  return found.filter(({ queue }) => only === undefined || only.includes(queue.name));
}

function describeMisfit(
  queue: Queue,
  handlers: readonly FoundHandler[],
  isConsumed: boolean,
): string[] {
  if (handlers.length === 1 || (handlers.length === 0 && !isConsumed)) return [];
  if (handlers.length === 0) {
    return [`queue '${queue.name}' has no handler: put @Handles on a method of a provider`];
  }
  const names = handlers.map(({ name }) => name).join(', ');
  return [`queue '${queue.name}' has ${handlers.length} handlers (${names}): keep one`];
}

function describeStray({ name, queue, takes }: FoundHandler, queues: readonly Queue[]): string[] {
  if (!queues.includes(queue)) {
    return [
      `${name} handles '${queue.name}', which the topology does not declare: add it to the queues`,
    ];
  }
  const isBatch = queue.batch !== undefined;
  if (isBatch === (takes === 'batch')) return [];
  return [`${name}: put @${isBatch ? 'HandlesBatch' : 'Handles'} on it for '${queue.name}'`];
}

import type { CliContext } from '../cli-context';
import { WorkerError } from '../cli-errors';
import type { Query } from '../worker-client';

/** What a command names that must exist. */
interface Named {
  readonly queue?: string;
  readonly group?: string;
  readonly id?: readonly string[];
  /** The id of a message. */
  readonly message?: string;
  /** The id of an event. */
  readonly event?: string;
}

/**
 * Makes sure that what a command names exists, so that a typing error is not an empty list.
 *
 * @throws WorkerError `unknown_queue`, `unknown_group`, `unknown_message`, `unknown_event` or
 * `unknown_id`.
 */
export async function requireKnown(
  { worker }: Pick<CliContext, 'worker'>,
  { event, group, id = [], message, queue }: Named,
): Promise<void> {
  const hasAny = async (filter: Query): Promise<boolean> => {
    const query = { ...filter, state: 'any', limit: '1' };
    return (await worker.list('/dead-letters', query)).pages.flat().length > 0;
  };
  if (queue !== undefined && !(await isDeclared(queue)) && !(await hasAny({ queue }))) {
    throw new WorkerError('unknown_queue', `the topology has no queue '${queue}'`);
  }
  if (group !== undefined && !(await hasAny({ group }))) {
    throw new WorkerError('unknown_group', `no dead letter is of a group '${group}'`);
  }
  if (message !== undefined && !(await hasAny({ messageId: message }))) {
    throw new WorkerError('unknown_message', `no dead letter is of a message '${message}'`);
  }
  if (event !== undefined && !(await hasAny({ id: event }))) {
    throw new WorkerError('unknown_event', `no dead letter is of an event '${event}'`);
  }
  for (const each of id) {
    await worker.get(`/dead-letters/${encodeURIComponent(each)}`).catch((error: unknown) => {
      if (!(error instanceof WorkerError && error.code === 'not_found')) throw error;
      throw new WorkerError('unknown_id', `no dead letter has the id '${each}'`, { cause: error });
    });
  }
}

/** The topology is loaded only where a queue is named: other commands are there sooner. */
async function isDeclared(queue: string): Promise<boolean> {
  const { isDeclaredQueue } = await import('./is-declared-queue');
  return isDeclaredQueue(queue);
}

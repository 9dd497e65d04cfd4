import type { CliContext } from '../cli-context';
import { WorkerError } from '../cli-errors';

/** What a command names that must exist. */
interface Named {
  readonly queue?: string;
  readonly group?: string;
  readonly id?: readonly string[];
}

/**
 * Makes sure that what a command names exists, so that a typing error is not an empty list.
 *
 * @throws WorkerError `unknown_queue`, `unknown_group` or `unknown_id`.
 */
export async function requireKnown(
  { worker }: Pick<CliContext, 'worker'>,
  { group, id = [], queue }: Named,
): Promise<void> {
  const hasAny = async (filter: { queue: string } | { group: string }): Promise<boolean> => {
    const query = { ...filter, state: 'any', limit: '1' };
    return (await worker.list('/dead-letters', query)).pages.flat().length > 0;
  };
  if (queue !== undefined && !(await isDeclared(queue)) && !(await hasAny({ queue }))) {
    throw new WorkerError('unknown_queue', `the topology has no queue '${queue}'`);
  }
  if (group !== undefined && !(await hasAny({ group }))) {
    throw new WorkerError('unknown_group', `no dead letter is of a group '${group}'`);
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

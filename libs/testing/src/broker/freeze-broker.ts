import { readdir, readFile } from 'node:fs/promises';
import type { PrivateBroker } from '../../../../tools/broker/private-broker';
import { waitFor } from '../wait-for';

/**
 * Stops the broker's process until SIGCONT, and resolves when it stands still: on Linux every thread of
 * it. Before that it may still answer.
 */
export async function freezeBroker(broker: Pick<PrivateBroker, 'kill' | 'pid'>): Promise<void> {
  broker.kill('SIGSTOP');
  if (process.platform !== 'linux') return;
  await waitFor('the broker to stand still', () => isStopped(`/proc/${broker.pid}/task`));
}

async function isStopped(tasks: string): Promise<boolean> {
  const threads = await readdir(tasks);
  const stats = await Promise.all(threads.map((each) => readFile(`${tasks}/${each}/stat`, 'utf8')));
  // The state is what follows the name, which is in brackets.
  return stats.every((stat) => stat.slice(stat.lastIndexOf(')') + 2).startsWith('T'));
}

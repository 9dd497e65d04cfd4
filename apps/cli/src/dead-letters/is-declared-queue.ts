import { topology } from '@warren/contracts';

/** Whether the topology has a queue of this name. */
export function isDeclaredQueue(queue: string): boolean {
  return topology.queues.some(({ name }) => name === queue);
}

import type { Dto } from '../api/client';

type Queue = Dto<'QueueDto'>;

const MAX_SHOWN = 8;

/** The work queues with the most messages, the deepest first. */
export function findDeepest(queues: readonly Queue[]): Queue[] {
  return queues
    .filter((queue) => queue.kind === 'work' && depthOf(queue) > 0)
    .sort((one, other) => depthOf(other) - depthOf(one) || one.name.localeCompare(other.name))
    .slice(0, MAX_SHOWN);
}

/** Messages in a queue, those that workers have included. */
export function depthOf({ ready = 0, unacked = 0 }: Pick<Queue, 'ready' | 'unacked'>): number {
  return ready + unacked;
}

import type { DelayStages, Topology } from './declared-topology';
import type { Queue } from './queue';
import { toDurationText } from './retry-policy';

/** The queue of a delay stage. */
export function stageQueue({ prefix }: Pick<DelayStages, 'prefix'>, level: number): string {
  return `${prefix}.stage.${String(level).padStart(2, '0')}`;
}

/** The queues of all delay stages, the shortest first. */
export function stageQueues(stages: Pick<DelayStages, 'prefix' | 'levels'>): string[] {
  return Array.from({ length: stages.levels }, (_, level) => stageQueue(stages, level));
}

/** The queue in which what failed in `queue` rests for this wait of its policy. */
export function retryQueue(queue: string, waitMs: number): string {
  return `${queue}.retry.${toDurationText(waitMs)}`;
}

/** The retry queues of a queue: one for each wait of its policy, which attempts may share. */
export function retryQueues({ name, retry }: Pick<Queue, 'name' | 'retry'>): string[] {
  return [...new Set(retry.delaysMs)].map((waitMs) => retryQueue(name, waitMs));
}

/** Whether messages only wait in a queue of this name; also one that an earlier topology had. */
export function isWaitingQueue(
  { delays, queues }: Pick<Topology, 'delays' | 'queues'>,
  name: string,
): boolean {
  return (
    name.startsWith(`${delays.prefix}.`) ||
    queues.some((queue) => name.startsWith(`${queue.name}.retry.`))
  );
}

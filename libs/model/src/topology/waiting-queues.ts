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

const FEWEST_WAITS = 3;
/** A worker needs about so long to start again: what waited for less comes while none is there, all at once. */
const WORKER_STARTS_MS = 10_000;
/** Most of what was returned is innocent, also when it was returned often. */
const LONGEST_WAIT_MS = 60_000;

/**
 * How long messages wait that were returned to a queue: one of the waits of its policy up to a minute. A
 * policy with fewer than three of these, or with none that a worker starts in, has 10 s and a minute beside
 * them: what was returned together must be able to come at different times.
 */
export function returnWaits({ retry: { delaysMs } }: Pick<Queue, 'retry'>): readonly number[] {
  const waits = [...new Set(delaysMs.filter((waitMs) => waitMs <= LONGEST_WAIT_MS))];
  const isEnough = waits.length >= FEWEST_WAITS && Math.max(...waits) >= WORKER_STARTS_MS;
  return isEnough ? waits : [...new Set([...waits, WORKER_STARTS_MS, LONGEST_WAIT_MS])];
}

/** How long messages wait that failed in a queue or were returned to it. */
export function waitsOf(queue: Pick<Queue, 'retry'>): readonly number[] {
  return [...new Set([...queue.retry.delaysMs, ...returnWaits(queue)])];
}

/** The retry queues of a queue: one for each of its waits, which attempts may share. */
export function retryQueues(queue: Pick<Queue, 'name' | 'retry'>): string[] {
  return waitsOf(queue).map((waitMs) => retryQueue(queue.name, waitMs));
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

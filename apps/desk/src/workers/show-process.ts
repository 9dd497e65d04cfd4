import type { AliveProcesses, SeenProcess } from '@warren/messaging';
import type { ProcessDto } from './workers.dto';

/** A process as `GET /workers` shows it. Pure. */
export function showProcess(
  seen: SeenProcess,
  processes: Pick<AliveProcesses, 'isAlive'>,
): ProcessDto {
  const { beat, behind, heardAt } = seen;
  const { app, heapUsed, host, isLeaving, loopP99Ms, name, pid, rss, version } = beat;
  return {
    ...{ name, app, version, host, pid },
    state: processes.isAlive(seen) ? 'alive' : 'gone',
    hasStopped: isLeaving,
    startedAt: toTime(beat.startedAt, heardAt),
    heardAt: new Date(heardAt).toISOString(),
    queues: beat.queues.map(({ isProbing, prefetch, queue, running, state }) => ({
      ...{ queue, state, prefetch, running, isProbing },
    })),
    journalLag: behind ?? null,
    memory: { rss, heapUsed },
    eventLoopP99Ms: loopP99Ms,
  };
}

/** What says that it began after it was heard, began then. */
function toTime(startedAt: number, heardAt: number): string {
  return new Date(Math.min(startedAt, heardAt)).toISOString();
}

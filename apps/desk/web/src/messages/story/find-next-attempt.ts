import type { QueueStory } from './story.queries';

/** When the next attempt begins; undefined when none is planned. */
export function findNextAttempt({ steps }: Pick<QueueStory, 'steps'>): number | undefined {
  const last = steps.at(-1);
  if (last?.step !== 'waits' || last.plannedMs === undefined) return undefined;
  const at = Date.parse(last.at ?? '') + last.plannedMs;
  return Number.isNaN(at) ? undefined : at;
}

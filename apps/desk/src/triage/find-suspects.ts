import type { Happening } from './happening';

/** How long before the first failure something counts as just before it, in milliseconds. */
export const SUSPECT_MS = 600_000;
/** Clocks of two processes may differ by as much. */
const SKEW_MS = 2_000;
const MAX_SUSPECTS = 3;

/** Something that happened just before the first failure of a group. */
export interface Suspect {
  /** A sentence without a full stop. */
  readonly words: string;
  readonly kind: string;
  readonly at: Date;
  readonly secondsBefore: number;
  readonly worker?: string;
  readonly by?: string;
}

/**
 * What happened within ten minutes before the first failure of a group: the nearest first, three at most.
 * What touched another queue only is none. It may have caused it, or not. Pure.
 */
export function findSuspects(
  happenings: readonly Happening[],
  { firstMs, queue }: { readonly firstMs: number; readonly queue: string },
): Suspect[] {
  return happenings
    .filter(({ atMs, queue: of }) => {
      const isJustBefore = atMs <= firstMs + SKEW_MS && atMs >= firstMs - SUSPECT_MS;
      return isJustBefore && (of === undefined || of === queue);
    })
    .sort((one, other) => other.atMs - one.atMs)
    .slice(0, MAX_SUSPECTS)
    .map((each) => describe(each, firstMs));
}

function describe(happening: Happening, firstMs: number): Suspect {
  const { atMs, by, kind, worker } = happening;
  const secondsBefore = Math.max(0, Math.round((firstMs - atMs) / 1_000));
  return {
    words: `began ${secondsBefore} s after ${say(happening)}`,
    ...{ kind, at: new Date(atMs), secondsBefore },
    ...(worker !== undefined && { worker }),
    ...(by !== undefined && { by }),
  };
}

function say({ by, count = 1, kind, queue, target, why, worker }: Happening): string {
  if (kind === 'worker-started') return `the first record of ${worker}`;
  if (kind === 'worker-gone') return `the last record of ${worker}`;
  const reason = why === undefined ? '' : ` (${why})`;
  if (target !== undefined) return `${by} did ${kind} on ${target}${reason}`;
  return `${by} had ${kind} ${count === 1 ? 'a dead letter' : `${count} dead letters`} of ${queue}`;
}

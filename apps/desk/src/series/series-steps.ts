const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How far ahead of the broker's time a record may be: what is later is not counted. */
export const MAX_AHEAD_MS = 5 * MINUTE_MS;

/** How long each step is, and for how long it is kept. */
export const STEPS = {
  '10s': { stepMs: 10 * SECOND_MS, keptMs: HOUR_MS },
  '1m': { stepMs: MINUTE_MS, keptMs: DAY_MS },
  '10m': { stepMs: 10 * MINUTE_MS, keptMs: 7 * DAY_MS },
} as const;

export type StepName = keyof typeof STEPS;
export const STEP_NAMES = Object.keys(STEPS) as StepName[];

/** The finest step that is kept for all of a time. */
export function stepFor(fromMs: number, nowMs: number): StepName {
  const wanted = STEP_NAMES.find((name) => fromMs >= nowMs - STEPS[name].keptMs);
  return wanted ?? '10m';
}

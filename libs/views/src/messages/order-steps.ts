import type { Step } from './step';

/**
 * Steps in the order in which they happened. The journal has them in the order they were recorded,
 * by several processes whose clocks differ; what must have come before what says the count of
 * redrives, then that attempts come before their dead letter, and that before what was done about it.
 */
export function orderSteps(steps: readonly Step[]): Step[] {
  const cycles = new Map<string, number>();
  for (const step of steps) {
    if (step.kind === 'dead-lettered') cycles.set(step.deadLetterId, step.cycle);
  }
  const placeOf = (step: Step): readonly number[] => {
    if (step.kind === 'dead-lettered') return [step.cycle, 1, 0, step.at];
    if (step.kind === 'progress') return [step.cycle, 0, step.attempt, step.at];
    if ('attempt' in step) return [step.cycle, 0, step.attempt, step.startedAt];
    // A dead letter that is no longer kept is older than all that are.
    return [cycles.get(step.deadLetterId) ?? -1, 2, 0, step.at];
  };
  return steps
    .map((step) => ({ step, place: placeOf(step) }))
    .sort((one, other) => compare(one.place, other.place))
    .map(({ step }) => step);
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

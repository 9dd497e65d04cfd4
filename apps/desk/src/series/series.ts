import { SeriesRing, type Counted, type Measured } from './series-ring';
import { STEP_NAMES, STEPS, type StepName } from './series-steps';

/** One queue's numbers, or those of one tipo in it, in each step. At most 0.8 MB. */
export class Series {
  private readonly rings = Object.fromEntries(
    STEP_NAMES.map((name) => [name, new SeriesRing(STEPS[name].stepMs, STEPS[name].keptMs)]),
  ) as Record<StepName, SeriesRing>;

  /** The time of the newest that it has, in milliseconds since 1970. */
  lastMs = -Infinity;

  /** @param nowMs what is older than every ring is not counted. */
  count(metric: Counted, atMs: number, nowMs: number): void {
    this.lastMs = Math.max(this.lastMs, atMs);
    for (const name of STEP_NAMES) {
      if (atMs >= nowMs - STEPS[name].keptMs) this.rings[name].count(metric, atMs);
    }
  }

  measure(metric: Measured, atMs: number, ms: number, nowMs: number): void {
    for (const name of STEP_NAMES) {
      if (atMs >= nowMs - STEPS[name].keptMs) this.rings[name].measure(metric, atMs, ms);
    }
  }

  ring(step: StepName): SeriesRing {
    return this.rings[step];
  }
}

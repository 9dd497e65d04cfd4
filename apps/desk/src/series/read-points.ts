import type { Steps } from '@warren/platform';
import { BUCKETS, percentile } from './duration-buckets';
import type { Series } from './series';
import { COUNTED, type Counted, type Measured } from './series-ring';
import { STEPS, type StepName } from './series-steps';

export type Metric = Counted | Measured;

/** One step of a series: how many, and how long where that is what it measures. */
export interface SeriesPoint {
  /** When the step begins. */
  readonly at: string;
  readonly count: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
}

/** A time in steps, whose first and last step are part of it. */
export interface SeriesRange {
  readonly step: StepName;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is asked for, cut to what is kept in that step and to now. */
export function clampRange({ fromMs, step, toMs }: SeriesRange, nowMs: number): SeriesRange {
  const { keptMs, stepMs } = STEPS[step];
  const from = Math.max(fromMs, nowMs - keptMs);
  const floor = (ms: number): number => Math.floor(ms / stepMs) * stepMs;
  return { step, fromMs: floor(from), toMs: floor(Math.min(toMs, nowMs)) };
}

const STEPS_AT_ONCE = 20;

/** Every step of a range, also those in which nothing was; the series are added up. */
export function* readPoints(
  series: readonly Series[],
  metric: Metric,
  { fromMs, step, toMs }: SeriesRange,
): Steps<SeriesPoint[]> {
  const { stepMs } = STEPS[step];
  const rings = series.map((each) => each.ring(step));
  const points: SeriesPoint[] = [];
  for (let at = fromMs; at <= toMs; at += stepMs) {
    const begin = new Date(at).toISOString();
    if (isCounted(metric)) {
      const count = rings.reduce((sum, ring) => sum + ring.read(metric, at), 0);
      points.push({ at: begin, count });
    } else {
      const buckets = new Float64Array(BUCKETS);
      const count = rings.reduce((sum, ring) => sum + ring.addTo(buckets, metric, at), 0);
      const [p50Ms, p95Ms] = [percentile(buckets, 0.5), percentile(buckets, 0.95)];
      points.push({ at: begin, count, p50Ms, p95Ms });
    }
    if (points.length % STEPS_AT_ONCE === 0) yield;
  }
  return points;
}

function isCounted(metric: Metric): metric is Counted {
  return (COUNTED as readonly string[]).includes(metric);
}

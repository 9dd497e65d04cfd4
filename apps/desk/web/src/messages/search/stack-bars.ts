import type { Dto } from '../../api/client';
import { OUTCOMES, type Outcome } from '../../parts/outcomes';

/** From the top to the bottom: what is drawn later covers the lower part of what was drawn before. */
export const STACKED: readonly Outcome[] = [...OUTCOMES].toReversed();

/** Seconds, and for each outcome how high its bar reaches on those below it. */
export function stackBars(
  histogram: Pick<Dto<'HistogramDto'>, 'counts' | 'from' | 'stepMs'> | undefined,
): [number[], ...number[][]] {
  const counts = histogram?.counts;
  if (histogram === undefined || counts === undefined) return [[], ...STACKED.map(() => [])];
  const first = Date.parse(histogram.from);
  const middle = histogram.stepMs / 2;
  const times = counts.processed.map((_, n) => (first + n * histogram.stepMs + middle) / 1_000);
  const tops = STACKED.map((_, place) =>
    times.map((_time, n) =>
      STACKED.slice(place).reduce((sum, outcome) => sum + (counts[outcome][n] ?? 0), 0),
    ),
  );
  return [times, ...tops];
}

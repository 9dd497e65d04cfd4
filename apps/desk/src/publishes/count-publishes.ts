import { PUBLISH_OUTCOMES, type PublishOutcome } from '@warren/messaging';
import type { Steps } from '@warren/platform';
import { PUBLISH_STEPS, type PatternSeries, type PublishStep } from './publish-series';
import type { OutcomePointDto, PatternCountsDto } from './publishes.dto';

const STEPS_AT_ONCE = 256;

type Counts = Record<PublishOutcome, number>;

const none = (): Counts => ({ confirmed: 0, unroutable: 0, refused: 0, unknown: 0 });
const isUsed = (counts: Counts): boolean => PUBLISH_OUTCOMES.some((each) => counts[each] > 0);

/** Adds up the series by pattern, and by step, where there is anything. */
export function* countPublishes(
  series: readonly PatternSeries[],
  step: PublishStep,
  { first, last }: { readonly first: number; readonly last: number },
): Steps<{ patterns: PatternCountsDto[]; points: OutcomePointDto[] }> {
  const { stepMs } = PUBLISH_STEPS[step];
  const sums = series.map(none);
  const points: OutcomePointDto[] = [];
  let looked = 0;
  for (let at = first; at <= last; at += stepMs) {
    const sum = none();
    for (const [index, { rings }] of series.entries()) {
      for (const outcome of PUBLISH_OUTCOMES) {
        const count = rings[step].read(outcome, at);
        sum[outcome] += count;
        (sums[index] as Counts)[outcome] += count;
      }
      looked += 1;
      if (looked % STEPS_AT_ONCE === 0) yield;
    }
    if (isUsed(sum)) points.push({ at: new Date(at).toISOString(), ...sum });
  }
  const patterns = series.map(({ exchange, pattern }, index) => ({
    ...{ exchange, pattern },
    ...(sums[index] as Counts),
  }));
  return { patterns: patterns.filter(isUsed), points };
}

import { PUBLISH_OUTCOMES, type PublishedRecord, type PublishOutcome } from '@warren/messaging';
import { listBindings, type Topology } from '@warren/model';
import { OutcomeRing } from './outcome-ring';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 1_440 * MINUTE_MS;

/** How long each step is, and for how long it is kept. */
export const PUBLISH_STEPS = {
  '1s': { stepMs: SECOND_MS, keptMs: 10 * MINUTE_MS },
  '10s': { stepMs: 10 * SECOND_MS, keptMs: 60 * MINUTE_MS },
  '1m': { stepMs: MINUTE_MS, keptMs: DAY_MS },
  '10m': { stepMs: 10 * MINUTE_MS, keptMs: 7 * DAY_MS },
} as const;

export type PublishStep = keyof typeof PUBLISH_STEPS;
export const PUBLISH_STEP_NAMES = Object.keys(PUBLISH_STEPS) as PublishStep[];

const MAX_AHEAD_MS = 5 * MINUTE_MS;
/** More than any gateway publishes within a report; what is beyond is no count. */
const MAX_COUNT = 10_000_000;
/** Processes whose losses are known. */
const MAX_PUBLISHERS = 256;
const OTHER = '(other)';
const NO_BINDING = '(no binding)';

const FAILED = ['unroutable', 'refused', 'unknown'] as const;

/** How many publishes to an exchange failed lately. */
export interface RecentFailures {
  readonly exchange: string;
  readonly outcome: (typeof FAILED)[number];
  readonly recent: number;
  readonly withinMinutes: number;
}

/** The publishes of one exchange whose routing keys fit one binding first. */
export interface PatternSeries {
  readonly exchange: string;
  readonly pattern: string;
  readonly rings: Readonly<Record<PublishStep, OutcomeRing>>;
}

/**
 * How many publishes had which outcome, over time, by exchange and pattern. Patterns are those of the
 * topology, and `(other)` for all that it has not: 140 KB each, so 14 MB with a hundred bindings. What is
 * more than five minutes ahead of the broker's time does not count.
 */
export class PublishSeries {
  private readonly series = new Map<string, PatternSeries>();
  private readonly other: PatternSeries;
  /** By process what its newest report says. */
  private readonly lost = new Map<string, number>();

  /** @param now the broker's time, in milliseconds since 1970. */
  constructor(
    topology: Topology,
    private readonly now: () => number,
  ) {
    for (const exchange of topology.exchanges) {
      const isPlain = exchange.type === 'fanout' || exchange.type === 'headers';
      const bound = listBindings(topology, exchange).map(({ binding }) => binding.routingKey);
      for (const pattern of isPlain ? [''] : [...bound, NO_BINDING]) {
        this.add(exchange.name, pattern);
      }
    }
    this.other = this.add(OTHER, OTHER);
  }

  apply({ counts, publisher, startedAt, unreported = 0 }: PublishedRecord): void {
    if (unreported > 0) this.note(publisher, unreported);
    const atMs = startedAt.getTime();
    const aheadMs = atMs - this.now();
    if (aheadMs > MAX_AHEAD_MS || aheadMs < -PUBLISH_STEPS['10m'].keptMs) return;
    for (const { exchange, pattern, ...outcomes } of counts) {
      const { rings } = this.series.get(keyOf(exchange, pattern)) ?? this.other;
      for (const outcome of PUBLISH_OUTCOMES) {
        const count = outcomes[outcome] ?? 0;
        if (count === 0 || count > MAX_COUNT) continue;
        for (const step of PUBLISH_STEP_NAMES) rings[step].add(outcome, atMs, count);
      }
    }
  }

  /** Publishes that are in no report, as far as later reports say so. */
  get unreported(): number {
    return [...this.lost.values()].reduce((sum, each) => sum + each, 0);
  }

  all(): IterableIterator<PatternSeries> {
    return this.series.values();
  }

  /** Publishes that failed within the last minutes, by exchange and outcome, where there are any. */
  failuresWithin(minutes: number): RecentFailures[] {
    const found = new Map<string, RecentFailures>();
    for (const each of this.series.values()) {
      for (const outcome of FAILED) {
        const recent = this.within(each, outcome, minutes);
        if (recent === 0) continue;
        const { exchange } = each;
        const key = keyOf(exchange, outcome);
        const sum = recent + (found.get(key)?.recent ?? 0);
        found.set(key, { exchange, outcome, recent: sum, withinMinutes: minutes });
      }
    }
    return [...found.values()];
  }

  /** The running step too: what fails now is to be seen now. */
  private within({ rings }: PatternSeries, outcome: PublishOutcome, minutes: number): number {
    const ring = rings['10s'];
    const current = Math.floor(this.now() / ring.stepMs);
    let sum = 0;
    for (let step = current - 6 * minutes; step <= current; step += 1) {
      sum += ring.read(outcome, step * ring.stepMs);
    }
    return sum;
  }

  private note(publisher: string, unreported: number): void {
    if (unreported > MAX_COUNT) return;
    this.lost.delete(publisher);
    this.lost.set(publisher, unreported);
    const [oldest] = this.lost.keys();
    if (this.lost.size > MAX_PUBLISHERS && oldest !== undefined) this.lost.delete(oldest);
  }

  private add(exchange: string, pattern: string): PatternSeries {
    const rings = Object.fromEntries(
      PUBLISH_STEP_NAMES.map((name) => {
        const { keptMs, stepMs } = PUBLISH_STEPS[name];
        return [name, new OutcomeRing(stepMs, keptMs + MAX_AHEAD_MS)];
      }),
    ) as unknown as PatternSeries['rings'];
    const added = { exchange, pattern, rings };
    this.series.set(keyOf(exchange, pattern), added);
    return added;
  }
}

/** Neither has a line break that a record of ours could have. */
function keyOf(exchange: string, pattern: string): string {
  return JSON.stringify([exchange, pattern]);
}

import type { Logger } from '@nestjs/common';

/** How many places are named for each reason; the others are only counted. */
const MAX_NAMED = 5;

interface Skips {
  count: number;
  readonly newest: string[];
}

/** Counts what a reader of a stream skips, by the reason, and names where the newest of it stands. */
export class SkippedRecords {
  private readonly byReason = new Map<string, Skips>();

  constructor(private readonly logger: Pick<Logger, 'warn'>) {}

  /** The first of each reason is logged, and no other: a stream may be full of them. */
  add(reason: string, place: string, error?: unknown): void {
    const skips = this.byReason.get(reason) ?? { count: 0, newest: [] };
    this.byReason.set(reason, skips);
    skips.count += 1;
    skips.newest.push(place);
    if (skips.newest.length > MAX_NAMED) skips.newest.shift();
    if (skips.count > 1) return;
    this.logger.warn({ err: error }, `a record was skipped: ${reason}, at ${place}`);
  }

  /** What was skipped for each reason. */
  get reasons(): ReadonlyMap<string, Readonly<Skips>> {
    return this.byReason;
  }
}

/**
 * What these readers of one stream skipped, in words, a text for each reason. The readers may overlap:
 * of a reason that several have, the greatest count is reported.
 */
export function describeSkipped(...readers: readonly SkippedRecords[]): string[] {
  const most = new Map<string, Readonly<Skips>>();
  for (const { reasons } of readers) {
    for (const [reason, skips] of reasons) {
      if (skips.count > (most.get(reason)?.count ?? 0)) most.set(reason, skips);
    }
  }
  return [...most].map(([reason, { count, newest }]) => {
    const which = count > newest.length ? 'the newest at' : 'at';
    return `${count} skipped, ${reason}: ${which} ${newest.join(', ')}`;
  });
}

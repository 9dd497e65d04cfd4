import type { RedriveResult, RedriveStop, RedriveSummary } from './redrive-order';

/** Counts what became of the dead letters of one redrive. */
export class RedriveTally {
  private readonly counts = { redriven: 0, skipped: 0, failed: 0, 'would-redrive': 0 };
  private touched = 0;

  /** @param selected how many there are in all. */
  constructor(private readonly selected: number) {}

  /** How many have no result. */
  get left(): number {
    return this.selected - this.touched;
  }

  count(result: RedriveResult): RedriveResult {
    this.counts[result.outcome] += 1;
    this.touched += 1;
    return result;
  }

  summary(isDryRun: boolean, stopped?: RedriveStop): RedriveSummary {
    const { failed, redriven, skipped } = this.counts;
    return {
      redriven,
      skipped,
      failed,
      left: this.left,
      ...(isDryRun && { wouldRedrive: this.counts['would-redrive'] }),
      ...(stopped && { stopped }),
    };
  }
}

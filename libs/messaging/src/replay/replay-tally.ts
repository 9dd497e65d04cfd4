import type { ReplayCounts } from './replay-order';

/** Counts what became of the records of one replay, which come in the order of the journal. */
export class ReplayTally {
  private replayed = 0;
  private skipped = 0;
  private failed = 0;
  private unreadable = 0;

  /** @param offset where reading begins, as far as that is known. */
  constructor(private offset: number | null) {}

  count(offset: number, outcome: 'passed' | 'replayed' | 'skipped' | 'failed'): void {
    this.offset = offset + 1;
    if (outcome !== 'passed') this[outcome] += 1;
  }

  countUnreadable(count: number): void {
    this.unreadable += count;
  }

  get counts(): ReplayCounts {
    const { failed, offset, replayed, skipped, unreadable } = this;
    return { offset, replayed, skipped, failed, unreadable };
  }
}

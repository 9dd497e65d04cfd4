import { PUBLISH_OUTCOMES, type PublishOutcome } from '@warren/messaging';

/** Counts of publishes by steps of time, for a fixed time back. 40 bytes a step, from the first on. */
export class OutcomeRing {
  private readonly length: number;
  private numbers?: Float64Array;
  private counts?: Float64Array;

  constructor(
    readonly stepMs: number,
    keptMs: number,
  ) {
    this.length = Math.ceil(keptMs / stepMs) + 1;
  }

  /** What is older than the step in its place does not count. */
  add(outcome: PublishOutcome, atMs: number, count: number): void {
    const numbers = (this.numbers ??= new Float64Array(this.length).fill(-1));
    const counts = (this.counts ??= new Float64Array(this.length * PUBLISH_OUTCOMES.length));
    const number = Math.floor(atMs / this.stepMs);
    const slot = number % this.length;
    const holder = numbers[slot] as number;
    if (holder > number) return;
    const first = slot * PUBLISH_OUTCOMES.length;
    if (holder < number) {
      numbers[slot] = number;
      counts.fill(0, first, first + PUBLISH_OUTCOMES.length);
    }
    const place = first + PUBLISH_OUTCOMES.indexOf(outcome);
    counts[place] = (counts[place] as number) + count;
  }

  /** What was counted in the step that has this time. */
  read(outcome: PublishOutcome, atMs: number): number {
    const number = Math.floor(atMs / this.stepMs);
    const slot = number % this.length;
    if (this.numbers?.[slot] !== number) return 0;
    return this.counts?.[slot * PUBLISH_OUTCOMES.length + PUBLISH_OUTCOMES.indexOf(outcome)] ?? 0;
  }
}

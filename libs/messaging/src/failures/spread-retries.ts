/** Of what is left of the jitter each retry takes a hundredth on average, so that it never runs out. */
const MAX_SHARE = 2 / 100;

/**
 * Spreads the retries of each retry queue over the jitter of their wait: what fails together leaves in
 * the order in which it failed, one after the other. A queue expires its head only, so of waits in any
 * order all would leave with the longest before them.
 */
export class RetrySpread {
  private readonly lastLeaves = new Map<string, number>();

  /**
   * @param random from 0 to 1, as `Math.random()` gives. With one that is always 0 no wait has a jitter.
   * @param now milliseconds of a clock that is never set back.
   */
  constructor(
    private readonly random: () => number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** How long the next message waits in this queue, in whole ms from `waitMs` to `waitMs * (1 + jitter)`. */
  next(queue: string, waitMs: number, jitter: number): number {
    const now = this.now();
    const earliest = Math.max(now + waitMs, this.lastLeaves.get(queue) ?? 0);
    const left = now + waitMs * (1 + jitter) - earliest;
    const leave = earliest + left * MAX_SHARE * this.random();
    this.lastLeaves.set(queue, leave);
    return Math.round(leave - now);
  }
}

/** What was not used of the rate is made up for, up to this long: timers are late. */
const CATCH_UP_MS = 100;

/** Spreads events evenly over time. It has no clock of its own. */
export class ReplayPace {
  private nextAt = -Infinity;

  constructor(private readonly perSecond: number) {}

  /** @returns how long the next event has to wait, in milliseconds, counted from `now`. */
  next(now: number): number {
    const at = Math.max(now - CATCH_UP_MS, this.nextAt);
    this.nextAt = at + 1_000 / this.perSecond;
    return Math.max(0, at - now);
  }
}

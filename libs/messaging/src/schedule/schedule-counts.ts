const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** How many deliveries are due in an hour. */
export interface HourOfDeliveries {
  /** When it begins, in milliseconds since 1970. */
  readonly hour: number;
  readonly messages: number;
}

/**
 * Counts deliveries by the minute in which they are due, for as far ahead as the schedule reaches:
 * 43,200 numbers for 30 days, however many deliveries there are. What a minute has counts until it is
 * over.
 */
export class ScheduleCounts {
  private readonly minutes = new Map<number, number>();
  private forgottenBefore = -Infinity;

  /** @param longestMs how far ahead a delivery may be; what is due later is not counted. */
  constructor(private readonly longestMs: number) {}

  /** One more, due at `dueMs`. */
  add(dueMs: number, nowMs: number): void {
    this.forget(nowMs);
    const minute = Math.floor(dueMs / MINUTE_MS);
    // The clock of who put it off may be ahead of this one, by less than an hour.
    if (minute < this.forgottenBefore || dueMs - nowMs > this.longestMs + HOUR_MS) return;
    this.minutes.set(minute, (this.minutes.get(minute) ?? 0) + 1);
  }

  /** The hours in which any are due, the first first. */
  read(nowMs: number): HourOfDeliveries[] {
    this.forget(nowMs);
    const hours = new Map<number, number>();
    for (const [minute, messages] of this.minutes) {
      const hour = Math.floor((minute * MINUTE_MS) / HOUR_MS) * HOUR_MS;
      hours.set(hour, (hours.get(hour) ?? 0) + messages);
    }
    return [...hours]
      .sort(([one], [other]) => one - other)
      .map(([hour, messages]) => ({ hour, messages }));
  }

  private forget(nowMs: number): void {
    const current = Math.floor(nowMs / MINUTE_MS);
    if (current === this.forgottenBefore) return;
    this.forgottenBefore = current;
    for (const minute of this.minutes.keys()) if (minute < current) this.minutes.delete(minute);
  }
}

/** The last millisecond of the year 9999: RFC 3339 has no later one. */
const LAST_MS = 253_402_300_799_999;
/** AMQP is younger: what is before this was meant in another unit, or never set. */
const FIRST_PUBLISHED_MS = Date.UTC(2000, 0);
/** How far a publisher's clock may be ahead. */
const MAX_AHEAD_MS = 86_400_000;
/** AMQP has seconds; other clients write milliseconds, microseconds or nanoseconds. */
const UNITS_IN_MS = [1_000, 1, 1e-3, 1e-6];

/** Reads milliseconds since 1970; undefined when it is no time of the years 1970 to 9999. */
export function readTime(milliseconds: unknown): Date | undefined {
  const isTime = typeof milliseconds === 'number' && milliseconds >= 0 && milliseconds <= LAST_MS;
  return isTime ? new Date(milliseconds) : undefined;
}

/**
 * Reads the AMQP property `timestamp` in whichever unit makes it a time of publishing: since 2000,
 * and at most a day after now. Undefined when none does.
 *
 * @param now in milliseconds since 1970.
 */
export function readTimestamp(timestamp: unknown, now: number): Date | undefined {
  if (typeof timestamp !== 'number') return undefined;
  const times = UNITS_IN_MS.map((unit) => Math.floor(timestamp * unit));
  return readTime(times.find((ms) => ms >= FIRST_PUBLISHED_MS && ms <= now + MAX_AHEAD_MS));
}

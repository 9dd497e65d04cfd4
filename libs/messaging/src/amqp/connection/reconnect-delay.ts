/** The first and the longest wait between two attempts to connect, in milliseconds. */
const FIRST_MS = 250;
const MAX_MS = 5_000;

/**
 * How long to wait before attempt `attempt` (from 1): doubling, with "equal jitter" (half of it
 * random) so that many processes do not come back in the same instant.
 *
 * @param random a number from 0 to 1, as `Math.random()` gives.
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_MS, FIRST_MS * 2 ** (attempt - 1));
  return ceiling / 2 + (ceiling / 2) * random;
}

import type { DelayStages } from '@warren/contracts';

/** As many units in the lowest stages: once down there, nobody looks again. */
const LAST_UNITS = 15;
/** The part of the whole wait that is waited for in one go at its end. */
const LAST_PART = 1 / 16;

/**
 * How long a message rests before somebody looks again whether its time has come, in milliseconds;
 * 0: it has.
 *
 * It rests in one stage of the ladder, the longest that ends before its time, and only at the end in
 * all that make up the rest. A stage counts by the broker's clock from when the message comes into
 * it, so what a stop of the broker or a change of its clock takes away or adds is put right each time
 * it is looked at. What is left to go wrong is the last part: 1.5 s, or a sixteenth of the whole.
 *
 * @param leftMs until its time.
 * @param wholeMs from its publishing to its time.
 */
export function nextWait({ unitMs }: DelayStages, leftMs: number, wholeMs: number): number {
  if (leftMs <= 0) return 0;
  if (leftMs <= Math.max(LAST_UNITS * unitMs, LAST_PART * wholeMs)) return leftMs;
  return unitMs * 2 ** Math.floor(Math.log2(leftMs / unitMs));
}

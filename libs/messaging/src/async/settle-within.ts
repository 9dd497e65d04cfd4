import { setTimeout as wait } from 'node:timers/promises';

/** Waits until `work` is settled, at most `milliseconds`. Never rejects; says whether it was. */
export async function settleWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const deadline = new AbortController();
  const settled = work.then(
    () => true,
    () => true,
  );
  const late = wait(milliseconds, false, { signal: deadline.signal }).catch(() => false);
  const inTime = await Promise.race([settled, late]);
  deadline.abort();
  return inTime;
}

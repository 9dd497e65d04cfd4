/** Bucket 0 is below a millisecond; each other is √2 times as wide as the one before, up to 8.8 days. */
export const BUCKETS = 61;
const PER_OCTAVE = 2;
const MAX_COUNT = 0xffff;

/** The bucket that a duration falls in; what is negative or no number falls in the first. */
export function bucketOf(ms: number): number {
  if (!(ms >= 1)) return 0;
  return Math.min(BUCKETS - 1, 1 + Math.floor(PER_OCTAVE * Math.log2(ms)));
}

/** Counts one in a bucket. When that is full all are halved first. @returns whether they were halved */
export function countIn(buckets: Uint16Array, bucket: number): boolean {
  const isFull = buckets[bucket] === MAX_COUNT;
  if (isFull) buckets.forEach((count, each) => (buckets[each] = count >>> 1));
  buckets[bucket] = (buckets[bucket] as number) + 1;
  return isFull;
}

/**
 * The duration that this part of all is not longer than, in milliseconds, to within a fifth; undefined
 * where there is none.
 *
 * @param part from 0 to 1.
 */
export function percentile(buckets: ArrayLike<number>, part: number): number | undefined {
  let all = 0;
  for (let each = 0; each < BUCKETS; each += 1) all += buckets[each] as number;
  if (all === 0) return undefined;
  const rank = Math.max(1, Math.ceil(part * all));
  let below = 0;
  let bucket = -1;
  while (below < rank) below += buckets[(bucket += 1)] as number;
  // The middle of the bucket, in the measure by which they grow.
  return bucket === 0 ? 0 : Math.round(2 ** ((bucket - 0.5) / PER_OCTAVE));
}

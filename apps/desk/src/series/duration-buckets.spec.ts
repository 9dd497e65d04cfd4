import fc from 'fast-check';
import { BUCKETS, bucketOf, countIn, percentile } from './duration-buckets';
import { SeriesRing } from './series-ring';

function countAll(durations: readonly number[]): Uint16Array {
  const buckets = new Uint16Array(BUCKETS);
  for (const each of durations) countIn(buckets, bucketOf(each));
  return buckets;
}

describe('durations in buckets', () => {
  it('give each percentile to within a fifth, of any durations', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 600_000_000 }), { minLength: 1 });
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95), (all, part) => {
        const exact = all.sort((a, b) => a - b)[Math.ceil(part * all.length) - 1] as number;
        const given = percentile(countAll(all), part) as number;
        // Half a millisecond: it is a whole number.
        expect(Math.abs(given - exact)).toBeLessThanOrEqual(0.2 * exact + 0.5);
      }),
    );
  });

  it('take any number', () => {
    expect([-5, 0, 0.4, NaN, Infinity, 1e300].map(bucketOf)).toEqual([0, 0, 0, 0, 60, 60]);
  });

  it('stay what they are among very many, in any order', () => {
    const ring = new SeriesRing(600_000, 600_000);
    for (let n = 0; n < 900_000; n += 1) ring.measure('run', 0, n < 400_000 ? 100 : 10_000);
    const buckets = new Float64Array(BUCKETS);
    expect(ring.addTo(buckets, 'run', 0)).toBe(900_000);
    expect(percentile(buckets, 0.43)).toBe(percentile(countAll([100]), 0.5));
    expect(percentile(buckets, 0.46)).toBe(percentile(countAll([10_000]), 0.5));
  });

  it('are nothing where nothing was measured', () => {
    expect(percentile(new Uint16Array(BUCKETS), 0.5)).toBeUndefined();
  });
});

import fc from 'fast-check';
import { RetrySpread } from './spread-retries';

const WAIT_MS = 5_000;

describe('spreading retries', () => {
  it('keeps each wait within its jitter, and the retries of a queue in the order in which they failed', () => {
    const failure = fc.record({
      afterMs: fc.double({ min: 0, max: 2_000, noNaN: true }),
      queue: fc.constantFrom('a', 'b'),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const jitters = fc.constantFrom(0, 0.1, 0.333, 1);
    fc.assert(
      fc.property(fc.array(failure), jitters, (failures, jitter) => {
        let now = 1_000;
        let random = 0;
        const last: Record<string, number> = {};
        const spread = new RetrySpread(
          () => random,
          () => now,
        );
        for (const each of failures) {
          now += each.afterMs;
          random = each.random;
          const delayMs = spread.next(each.queue, WAIT_MS, jitter);
          expect(delayMs).toBeGreaterThanOrEqual(WAIT_MS);
          expect(delayMs).toBeLessThanOrEqual(WAIT_MS * (1 + jitter));
          // Each is rounded to a millisecond.
          expect(now + delayMs).toBeGreaterThanOrEqual((last[each.queue] ?? 0) - 1);
          last[each.queue] = now + delayMs;
        }
      }),
    );
  });

  it.each([100, 200, 1_000])('spreads %d that fail at once', (count) => {
    const spread = new RetrySpread(Math.random, () => 0);
    const delays = Array.from({ length: count }, () => spread.next('q', WAIT_MS, 1));
    expect(delays[99]).toBeGreaterThan(WAIT_MS * 1.5);
    expect(new Set(delays).size).toBeGreaterThan(Math.min(count, 300) / 2);
  });

  it('waits as long as the policy says where nothing is left to chance', () => {
    let now = 0.1;
    const spread = new RetrySpread(
      () => 0,
      () => (now += 0.7),
    );
    const delays = Array.from({ length: 100 }, () => spread.next('q', 1_000, 0.1));
    expect(new Set(delays)).toEqual(new Set([1_000]));
  });
});

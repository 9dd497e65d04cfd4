import { setImmediate as turn } from 'node:timers/promises';
import { ConcurrencyLimiter } from './concurrency-limiter';

describe('limiter', () => {
  const ends: (() => void)[] = [];
  let limiter: ConcurrencyLimiter;

  beforeEach(() => {
    ends.length = 0;
    limiter = new ConcurrencyLimiter(2);
  });

  const begin = (count: number): void => {
    for (let n = 0; n < count; n += 1) {
      limiter.run(() => new Promise((resolve) => ends.push(resolve)));
    }
  };

  it('runs up to the limit at once, and the next when one ends', async () => {
    begin(3);
    expect(ends).toHaveLength(2);
    ends[0]?.();
    await turn();
    expect(ends).toHaveLength(3);
    expect(limiter.runningCount).toBe(2);
  });

  it('begins nothing at a limit of 0, and the rest when it is raised', () => {
    limiter.setLimit(0);
    begin(3);
    expect(ends).toHaveLength(0);
    limiter.setLimit(3);
    expect(ends).toHaveLength(3);
  });

  it('forgets what has not begun', async () => {
    begin(3);
    limiter.drop();
    const idle = limiter.idle();
    ends.forEach((end) => end());
    await idle;
    expect(ends).toHaveLength(2);
  });

  it('begins all in the order they came, however many wait', async () => {
    const begun: number[] = [];
    const all = Array.from({ length: 5_000 }, (_, place) => place);
    for (const place of all) {
      limiter.run(async () => {
        begun.push(place);
        await turn();
        // Some come while others wait.
        if (place % 1_000 === 999)
          limiter.run(() => Promise.resolve(void begun.push(5_000 + place)));
      });
    }
    while (begun.length < 5_005) await turn();
    expect(begun.slice(0, 5_000)).toEqual(all);
    expect(begun.slice(5_000)).toEqual([5_999, 6_999, 7_999, 8_999, 9_999]);
  });
});

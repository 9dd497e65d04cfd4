import { topology } from '@warren/contracts';
import fc from 'fast-check';
import { nextWait } from './next-wait';

const stages = topology.delays;
const { unitMs } = stages;
const DAYS_30 = 30 * 86_400_000;
const rounded = (ms: number): number => Math.ceil(ms / unitMs) * unitMs;

/** The rests of a message on a broker that stops in none of them, as the ladder rounds them. */
function walk(wholeMs: number): number[] {
  const rests: number[] = [];
  for (let at = 0; ; at += rests.at(-1) ?? 0) {
    const wait = nextWait(stages, wholeMs - at, wholeMs);
    if (wait === 0) return rests;
    rests.push(rounded(wait));
  }
}

describe('how long a message rests before somebody looks again', () => {
  it('is not at all when its time has come', () => {
    expect(nextWait(stages, 0, 5_000)).toBe(0);
    expect(nextWait(stages, -1, 5_000)).toBe(0);
  });

  it('is all that is left of a short wait', () => {
    expect(nextWait(stages, 1, 1)).toBe(1);
    expect(nextWait(stages, 1_500, 1_500)).toBe(1_500);
  });

  it('is the longest stage within a longer one', () => {
    expect(nextWait(stages, 3_000, 3_000)).toBe(1_600);
    expect(nextWait(stages, DAYS_30, DAYS_30)).toBe(unitMs * 2 ** 24);
  });

  it('is all that is left when that is a sixteenth of the whole', () => {
    expect(nextWait(stages, 60_000, 960_000)).toBe(60_000);
    expect(nextWait(stages, 60_001, 960_000)).toBe(unitMs * 2 ** 9);
  });

  it('adds up to the whole rounded up to the unit, in five rests or fewer', () => {
    const delay = fc.integer({ min: 1, max: DAYS_30 });
    fc.assert(
      fc.property(delay, (wholeMs) => {
        const rests = walk(wholeMs);
        expect(rests.reduce((sum, each) => sum + each, 0)).toBe(rounded(wholeMs));
        expect(rests.length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 2_000 },
    );
  });

  it('puts right whatever a stop of the broker adds, but for what is left at the end: 0.7 s or a sixteenth', () => {
    const stop = fc.record({
      wholeMs: fc.integer({ min: 1, max: 86_400_000 }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      lastsMs: fc.integer({ min: 0, max: 3_600_000 }),
    });
    fc.assert(
      fc.property(stop, ({ at, lastsMs, wholeMs }) => {
        const from = at * wholeMs;
        const arrivedAt = arrive(wholeMs, from, from + lastsMs);
        const possibleAt = Math.max(wholeMs, from + lastsMs);
        const lateMs = arrivedAt - possibleAt;
        expect(arrivedAt).toBeGreaterThanOrEqual(wholeMs);
        expect(lateMs).toBeLessThanOrEqual(Math.max(7 * unitMs, wholeMs / 16) + unitMs);
      }),
      { numRuns: 5_000 },
    );
  });
});

/** When a message arrives whose broker stops from `downAt` to `upAt`: no stage ends in between. */
function arrive(wholeMs: number, downAt: number, upAt: number): number {
  let now = 0;
  for (;;) {
    const wait = nextWait(stages, wholeMs - now, wholeMs);
    if (wait === 0) return now;
    const units = Math.ceil(wait / unitMs);
    for (let level = stages.levels - 1; level >= 0; level -= 1) {
      if (Math.floor(units / 2 ** level) % 2 === 0) continue;
      now += unitMs * 2 ** level;
      if (now >= downAt && now < upAt) now = upAt;
    }
  }
}

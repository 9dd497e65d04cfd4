import { ReplayPace } from './replay-pace';

describe('the pace of a replay', () => {
  it('spreads events evenly, however long each takes', () => {
    const pace = new ReplayPace(10);
    let now = 0;
    const at: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      now += pace.next(now);
      at.push(now);
    }
    // The first two are at once: what was not used before is made up for.
    expect(at).toEqual([0, 0, 100, 200, 300, 400]);
  });

  it('makes up for late timers, and never for more than a tenth of a second', () => {
    const pace = new ReplayPace(1_000);
    for (let n = 0; n < 101; n += 1) expect(pace.next(0)).toBe(0);
    expect(pace.next(0)).toBe(1);
    // A long pause gives no more than that again.
    let atOnce = 0;
    while (pace.next(60_000) === 0) atOnce += 1;
    expect(atOnce).toBe(101);
  });
});

import {
  after,
  attemptsAllowed,
  toDurationText,
  toMilliseconds,
  withJitter,
  type DurationText,
} from './retry-policy';

describe('a retry policy', () => {
  it('reads waits in every unit', () => {
    expect(after('250ms', '2s', '10m', '3h', '30d').delaysMs).toEqual([
      250, 2_000, 600_000, 10_800_000, 2_592_000_000,
    ]);
  });

  it('writes a wait in the longest unit that names it, as it reads it', () => {
    const texts: DurationText[] = ['1ms', '1500ms', '90s', '61m', '25h', '30d'];
    expect(texts.map((each) => toDurationText(toMilliseconds(each)))).toEqual(texts);
    expect(toDurationText(toMilliseconds('86400s'))).toBe('1d');
  });

  it('allows one attempt more than it has waits', () => {
    expect(attemptsAllowed(after('1s', '2s', '5s'))).toBe(4);
    expect(attemptsAllowed(after())).toBe(1);
  });

  it.each(['0s', '-1s', '1.5s', '5', 's', '5 s'])('refuses the wait "%s"', (wait) => {
    expect(() => after(wait as DurationText)).toThrow(`'${wait}' is not a wait`);
  });

  it('has a jitter of a tenth, or the one it is given', () => {
    expect(after('1s').jitter).toBe(0.1);
    expect(withJitter(after('1s'), 0)).toEqual({ delaysMs: [1_000], jitter: 0 });
    expect(() => withJitter(after('1s'), 1.5)).toThrow('a jitter of 1.5 is not from 0 to 1');
  });
});

import { after, attemptsAllowed, type DurationText } from './retry-policy';

describe('a retry policy', () => {
  it('reads waits in every unit', () => {
    expect(after('250ms', '2s', '10m', '3h', '30d').delaysMs).toEqual([
      250, 2_000, 600_000, 10_800_000, 2_592_000_000,
    ]);
  });

  it('allows one attempt more than it has waits', () => {
    expect(attemptsAllowed(after('1s', '2s', '5s'))).toBe(4);
    expect(attemptsAllowed(after())).toBe(1);
  });

  it.each(['0s', '-1s', '1.5s', '5', 's', '5 s'])('refuses the wait "%s"', (wait) => {
    expect(() => after(wait as DurationText)).toThrow(`'${wait}' is not a wait`);
  });
});

import { reconnectDelayMs } from './reconnect-delay';

describe('the wait before connecting again', () => {
  it('doubles up to five seconds', () => {
    const longest = [1, 2, 3, 4, 5, 6, 100].map((attempt) => reconnectDelayMs(attempt, 1));
    expect(longest).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('is half by chance', () => {
    expect(reconnectDelayMs(3, 0)).toBe(500);
    expect(reconnectDelayMs(3, 0.5)).toBe(750);
  });
});

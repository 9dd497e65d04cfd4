import { ScheduleCounts } from './schedule-counts';

const HOUR_MS = 3_600_000;
const DAYS_30 = 720 * HOUR_MS;
const NOW = Date.UTC(2026, 0, 1, 10, 20, 30);
const hour = (at: number): number => Date.UTC(2026, 0, 1, at);

describe('the counts of what is ahead', () => {
  let counts: ScheduleCounts;

  beforeEach(() => {
    counts = new ScheduleCounts(DAYS_30);
  });

  it('are by the hour, the first first', () => {
    for (const afterMs of [2 * HOUR_MS, 1_000, 2 * HOUR_MS + 5]) counts.add(NOW + afterMs, NOW);
    expect(counts.read(NOW)).toEqual([
      { hour: hour(10), messages: 1 },
      { hour: hour(12), messages: 2 },
    ]);
  });

  it('have a delivery until the minute in which it is due is over', () => {
    counts.add(NOW + 1_000, NOW);
    counts.add(NOW + 40_000, NOW);
    expect(counts.read(NOW + 29_999)).toEqual([{ hour: hour(10), messages: 2 }]);
    expect(counts.read(NOW + 30_000)).toEqual([{ hour: hour(10), messages: 1 }]);
    expect(counts.read(NOW + 90_000)).toEqual([]);
  });

  it('leave out what was due when it was read, as after a restart', () => {
    counts.add(NOW - 60_000, NOW);
    expect(counts.read(NOW)).toEqual([]);
  });

  it('leave out times that no publisher can have asked for, so that their number is bounded', () => {
    counts.add(NOW + DAYS_30, NOW);
    counts.add(NOW + DAYS_30 + 2 * HOUR_MS, NOW);
    counts.add(8_640_000_000_000_000, NOW);
    expect(counts.read(NOW)).toHaveLength(1);
  });

  it('are right when the clock is set back', () => {
    counts.add(NOW + 61_000, NOW);
    counts.add(NOW + 5, NOW - 2 * HOUR_MS);
    expect(counts.read(NOW - 2 * HOUR_MS)).toEqual([{ hour: hour(10), messages: 2 }]);
  });
});

import { findStart, type EntryCounts } from './find-start';

describe('where the last records begin', () => {
  const looks: [number, number][] = [];

  beforeEach(() => void (looks.length = 0));

  /** Counts in a stream whose entries from `kept` on have this number of records each. */
  const countIn =
    (recordsOf: (entry: number) => number, kept = 0) =>
    (from: number, to: number): Promise<EntryCounts> => {
      looks.push([from, to]);
      const first = Math.min(Math.max(from, kept), to);
      const counts = Array.from({ length: to - first }, (_, place) => recordsOf(first + place));
      return Promise.resolve({ first, counts });
    };

  it.each([
    ['one record in each entry', 1, 10_000, 5_000],
    ['several', 50, 10_000, 9_900],
    ['more than are wanted', 6_000, 10_000, 9_999],
  ])('is counted back with %s', async (_, each, end, start) => {
    expect(
      await findStart(
        end,
        5_000,
        countIn(() => each),
      ),
    ).toBe(start);
  });

  it('is the entry that has the first of them, where entries differ', async () => {
    const recordsOf = (entry: number): number => (entry % 2 === 0 ? 64 : 1);
    const start = await findStart(20_001, 100_000, countIn(recordsOf));
    const sum = (from: number): number =>
      Array.from({ length: 20_001 - from }, (_, place) => recordsOf(from + place)).reduce(
        (total, each) => total + each,
        0,
      );
    expect(sum(start)).toBeGreaterThanOrEqual(100_000);
    expect(sum(start + 1)).toBeLessThan(100_000);
  });

  it('looks at no entry twice, and at no more entries than records are wanted', async () => {
    await findStart(
      100_000,
      7_500,
      countIn(() => 2),
    );
    expect(looks).toEqual([
      [99_000, 100_000],
      [97_000, 99_000],
      [95_500, 97_000],
    ]);
  });

  it('is as many entries before the end where the last have one record, after one look', async () => {
    const start = await findStart(
      100_000,
      7_500,
      countIn(() => 1),
    );
    expect([start, looks.length]).toEqual([92_500, 1]);
  });

  it('is the beginning when there are fewer', async () => {
    expect(
      await findStart(
        10,
        100,
        countIn(() => 2),
      ),
    ).toBe(0);
    expect(
      await findStart(
        0,
        100,
        countIn(() => 2),
      ),
    ).toBe(0);
  });

  it('is the first that is kept when the others are gone, without looking for them', async () => {
    const count = countIn(() => 1, 4_999_900);
    expect(await findStart(5_000_000, 1_000, count)).toBe(4_999_900);
    expect(looks).toHaveLength(1);
    expect(
      await findStart(
        5_000_000,
        1_000,
        countIn(() => 1, 5_000_000),
      ),
    ).toBe(5_000_000);
  });

  it('is the end when none are wanted', async () => {
    expect(
      await findStart(
        10,
        0,
        countIn(() => 1),
      ),
    ).toBe(10);
    expect(looks).toEqual([]);
  });
});

import { Random } from './random';

const take = (random: Random): number[] => Array.from({ length: 1_000 }, () => random.next());

describe('Random', () => {
  it('gives the same numbers for the same seed and stream, and others for another', () => {
    expect(take(new Random(7, 1))).toEqual(take(new Random(7, 1)));
    expect(take(new Random(7, 1))).not.toEqual(take(new Random(7, 2)));
    expect(take(new Random(7, 1))).not.toEqual(take(new Random(8, 1)));
  });

  it('spreads evenly', () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    const random = new Random(1);
    for (let n = 0; n < 10_000; n += 1) {
      const tenth = random.between(0, 9);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(850);
    expect(Math.max(...tenths)).toBeLessThan(1_150);
  });

  it('keeps every item when it shuffles', () => {
    const items = [1, 2, 3, 4, 5, 6, 7];
    const shuffled = new Random(3).shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort()).toEqual(items);
  });
});

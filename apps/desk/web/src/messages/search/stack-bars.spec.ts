import { STACKED, stackBars } from './stack-bars';

const counts = {
  ...{ processed: [3, 0], running: [0, 0], retrying: [1, 2] },
  ...{ 'dead-lettered': [2, 0], discarded: [0, 1] },
};

describe('the bars of the histogram', () => {
  it('stand upon each other, at the middle of their time', () => {
    const [times, ...tops] = stackBars({ from: '1970-01-01T00:01:40Z', stepMs: 10_000, counts });
    expect(times).toEqual([105, 115]);
    expect(Object.fromEntries(STACKED.map((outcome, n) => [outcome, tops[n]]))).toEqual({
      processed: [3, 0],
      running: [3, 0],
      retrying: [4, 2],
      'dead-lettered': [6, 2],
      discarded: [6, 3],
    });
  });

  it('are drawn from the highest to the lowest, so that none covers one that it stands upon', () => {
    const [, ...tops] = stackBars({ from: '1970-01-01T00:00:00Z', stepMs: 10, counts });
    const heights = tops.map(([first]) => first ?? 0);
    expect(heights).toEqual(heights.toSorted((one, other) => other - one));
  });

  it('are none before anything is known', () => {
    expect(stackBars(undefined)).toEqual([[], [], [], [], [], []]);
  });
});

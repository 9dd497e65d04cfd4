import { ProcessedIds } from './processed-ids';

describe('the ids of what was processed', () => {
  it('are known by queue and message', () => {
    const ids = new ProcessedIds(10);
    ids.add('a', 'm');
    expect(ids.has('a', 'm')).toBe(true);
    expect(ids.has('b', 'm')).toBe(false);
    expect(ids.has('a', 'n')).toBe(false);
  });

  it('are forgotten beyond the capacity, the oldest first, and an id that comes again takes no room', () => {
    const ids = new ProcessedIds(3);
    for (const id of ['m1', 'm2', 'm2', 'm2', 'm3']) ids.add('a', id);
    expect(['m1', 'm2', 'm3'].map((id) => ids.has('a', id))).toEqual([true, true, true]);
    ids.add('a', 'm4');
    expect(['m1', 'm2', 'm3', 'm4'].map((id) => ids.has('a', id))).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });
});

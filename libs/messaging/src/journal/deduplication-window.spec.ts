import { DeduplicationWindow } from './deduplication-window';

describe('the ids of what was processed', () => {
  it('are known by queue and message', () => {
    const ids = new DeduplicationWindow(10);
    ids.add('a', 'm');
    expect(ids.has('a', 'm')).toBe(true);
    expect(ids.has('b', 'm')).toBe(false);
    expect(ids.has('a', 'n')).toBe(false);
  });

  it('are of one event each, as far as that is known', () => {
    const ids = new DeduplicationWindow(10);
    ids.add('a', 'm', 4_294_967_295);
    ids.add('a', 'm', 7);
    ids.add('a', 'old');
    expect(ids.hasOther('a', 'm', 4_294_967_295)).toBe(false);
    expect(ids.hasOther('a', 'm', 7)).toBe(true);
    expect(ids.hasOther('b', 'm', 7)).toBe(false);
    expect(ids.hasOther('a', 'old', 7)).toBe(false);
  });

  it('are forgotten beyond the capacity, the oldest first, and an id that comes again takes no room', () => {
    const ids = new DeduplicationWindow(3);
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

import { hashEvent } from '../decoding/hash-event';
import { DeduplicationWindow } from './deduplication-window';

const [ONE, OTHER] = [hashEvent({ id: '1' }), hashEvent({ id: '2' })];

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
    ids.add('a', 'm', ONE);
    ids.add('a', 'm', OTHER);
    ids.add('a', 'old');
    expect(ids.hasOther('a', 'm', ONE)).toBe(false);
    expect(ids.hasOther('a', 'm', OTHER)).toBe(true);
    expect(ids.hasOther('b', 'm', OTHER)).toBe(false);
    expect(ids.hasOther('a', 'old', OTHER)).toBe(false);
  });

  it.each([
    ['none', 7],
    ['another version', ONE + 2 ** 32],
  ])('are not compared by a hash of %s', (_, recorded) => {
    const ids = new DeduplicationWindow(10);
    ids.add('a', 'm', recorded);
    expect([ids.has('a', 'm'), ids.hasOther('a', 'm', ONE)]).toEqual([true, false]);
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

import { waitFor } from '@warren/testing';
import { SerialQueue } from './serial-queue';

describe('a serial queue', () => {
  const begun: string[] = [];
  const ends: (() => void)[] = [];

  beforeEach(() => {
    begun.length = 0;
    ends.length = 0;
  });

  function add(queue: SerialQueue, name: string, isUrgent = false): void {
    const task = (): Promise<void> => {
      begun.push(name);
      return new Promise((resolve) => ends.push(resolve));
    };
    void queue.run(task, { isUrgent });
  }

  it('runs one task at a time, in order', async () => {
    const queue = new SerialQueue(60_000);
    for (const name of ['a', 'b', 'c']) add(queue, name);
    for (const [count, names] of [['a'], ['a', 'b'], ['a', 'b', 'c']].entries()) {
      await waitFor(`task ${count}`, () => begun.length > count);
      expect(begun).toEqual(names);
      ends[count]?.();
    }
  });

  it('runs urgent ones first of those that wait', async () => {
    const queue = new SerialQueue(60_000);
    for (const name of ['a', 'b']) add(queue, name);
    for (const name of ['c', 'd']) add(queue, name, true);
    for (const [count, name] of ['a', 'c', 'd', 'b'].entries()) {
      await waitFor(name, () => begun.length > count);
      expect(begun[count]).toBe(name);
      ends[count]?.();
    }
  });

  it('begins the next beside one that takes long', async () => {
    const queue = new SerialQueue(10);
    for (const name of ['a', 'b']) add(queue, name);
    await waitFor('the second', () => begun.length === 2);
    expect(ends).toHaveLength(2);
  });
});

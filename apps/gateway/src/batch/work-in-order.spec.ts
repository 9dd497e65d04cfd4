import { setImmediate as turn } from 'node:timers/promises';
import { waitFor } from '@warren/testing';
import { workInOrder } from './work-in-order';

describe('working in order', () => {
  const begun: number[] = [];
  const ends = new Map<number, () => void>();

  beforeEach(() => {
    begun.length = 0;
    ends.clear();
  });

  function work(item: number): Promise<string> {
    begun.push(item);
    return new Promise((resolve) => ends.set(item, () => resolve(`${item};`)));
  }

  async function turns(): Promise<void> {
    for (let n = 0; n < 10; n += 1) await turn();
  }

  it('gives the results in order, those that are there together as one', async () => {
    const results = workInOrder([0, 1, 2, 3], { width: 10 }, work);
    const first = results.next();
    await waitFor('all to begin', () => begun.length === 4);
    ends.get(1)?.();
    ends.get(3)?.();
    await turns();
    ends.get(0)?.();
    expect(await first).toEqual({ done: false, value: '0;1;' });
    const second = results.next();
    ends.get(2)?.();
    expect(await second).toEqual({ done: false, value: '2;3;' });
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('begins no more than the limit before the first result is given', async () => {
    const results = workInOrder(
      Array.from({ length: 9 }, (_, n) => n),
      { width: 3 },
      work,
    );
    const first = results.next();
    await turns();
    expect(begun).toEqual([0, 1, 2]);
    ends.get(1)?.();
    ends.get(2)?.();
    await turns();
    expect(begun).toEqual([0, 1, 2]);
    ends.get(0)?.();
    expect(await first).toMatchObject({ value: '0;1;2;' });
    await turns();
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
    await results.return(undefined);
  });

  it('begins nothing more while what is under way weighs too much', async () => {
    const limits = { width: 9, weight: 5, weigh: (item: number) => item };
    const results = workInOrder([3, 2, 1, 7], limits, work);
    const first = results.next();
    await turns();
    expect(begun).toEqual([3, 2]);
    ends.get(3)?.();
    expect(await first).toMatchObject({ value: '3;' });
    await turns();
    expect(begun).toEqual([3, 2, 1, 7]);
    await results.return(undefined);
  });

  it('reads and begins nothing while an item is not ready, and ends with what that throws', async () => {
    let readCount = 0;
    function* items(): Generator<number> {
      for (; readCount < 9; readCount += 1) yield readCount;
    }
    let toReady: (() => void) | undefined;
    let answers = 0;
    const untilReady = (): Promise<void> | undefined => {
      answers += 1;
      if (answers === 1 || answers === 4) return undefined;
      if (answers === 5) throw new Error('it has left');
      return new Promise((resolve) => (toReady = resolve));
    };
    const results = workInOrder(items(), { width: 9, untilReady }, work);
    const first = results.next();
    await turns();
    expect([begun, readCount]).toEqual([[0], 1]);
    toReady?.();
    await turns();
    // It is asked again.
    expect([begun, readCount]).toEqual([[0], 1]);
    toReady?.();
    await turns();
    expect([begun, readCount]).toEqual([[0, 1], 2]);
    ends.get(0)?.();
    expect(await first).toMatchObject({ value: '0;' });
    ends.get(1)?.();
    expect(await results.next()).toMatchObject({ value: '1;' });
    await expect(results.next()).rejects.toThrow('it has left');
  });

  it('begins nothing that waits when the results are left', async () => {
    let toReady = (): void => undefined;
    const waits = new Promise<void>((resolve) => (toReady = resolve));
    let answers = 0;
    const untilReady = (): Promise<void> | undefined => (++answers === 2 ? waits : undefined);
    const results = workInOrder([0, 1], { width: 9, untilReady }, work);
    const first = results.next();
    await turns();
    ends.get(0)?.();
    await first;
    await results.return(undefined);
    toReady();
    await turns();
    expect(begun).toEqual([0]);
  });

  it('gives what is done though the next item does not come', async () => {
    async function* items(): AsyncGenerator<number> {
      yield 0;
      await new Promise(() => undefined);
    }
    const first = workInOrder(items(), { width: 10 }, work).next();
    await waitFor('it to begin', () => begun.length === 1);
    ends.get(0)?.();
    expect(await first).toEqual({ done: false, value: '0;' });
  });

  it('gives what came before a fault of the items, and then the fault', async () => {
    function* items(): Generator<number> {
      yield 0;
      throw new Error('cut off');
    }
    const results = workInOrder(items(), { width: 10 }, work);
    const first = results.next();
    await waitFor('it to begin', () => begun.length === 1);
    ends.get(0)?.();
    expect(await first).toEqual({ done: false, value: '0;' });
    await expect(results.next()).rejects.toThrow('cut off');
  });

  it('reads no further when the results are no longer read', async () => {
    const results = workInOrder(
      Array.from({ length: 9 }, (_, n) => n),
      { width: 2 },
      work,
    );
    const first = results.next();
    await waitFor('two to begin', () => begun.length === 2);
    ends.get(0)?.();
    await first;
    await turns();
    const count = begun.length;
    await results.return(undefined);
    await turns();
    expect(begun.length).toBe(count);
  });
});

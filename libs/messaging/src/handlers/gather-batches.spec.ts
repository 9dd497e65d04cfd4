import type { Delivery } from '../messages/delivery';
import { BatchGatherer } from './gather-batches';
import type { BatchItem } from './handles.decorator';
import { NotStartedError } from '../messages/queue-handler';

describe('gathering batches', () => {
  const run = jest.fn<Promise<void> | void, [readonly BatchItem[]]>();
  let gatherer: BatchGatherer;

  beforeEach(() => {
    jest.useFakeTimers();
    run.mockReset();
    gatherer = new BatchGatherer({ size: 3, waitMs: 1_000 }, 1, run);
  });

  afterEach(() => jest.useRealTimers());

  const take = (id: string): Promise<void> =>
    gatherer.handle({ id, tipo: 'T', payload: {} }, {} as Delivery);
  const batches = (): string[][] =>
    run.mock.calls.map(([items]) => items.map(({ event }) => event.id));

  it('runs a batch when it is full', async () => {
    const all = ['a', 'b', 'c', 'd'].map(take);
    expect(batches()).toEqual([['a', 'b', 'c']]);
    await Promise.all(all.slice(0, 3));
  });

  it('runs a batch that is not full when it has waited long enough', async () => {
    const one = take('a');
    jest.advanceTimersByTime(999);
    expect(batches()).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(batches()).toEqual([['a']]);
    await one;
    void take('b');
    jest.advanceTimersByTime(999);
    expect(batches()).toHaveLength(1);
  });

  it('runs no more batches at once than it may, and the next when one has ended', async () => {
    let end = (): void => undefined;
    run.mockReturnValueOnce(new Promise((resolve) => (end = resolve)));
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map(take);
    expect(batches()).toEqual([['a', 'b', 'c']]);
    end();
    await Promise.all(all);
    expect(batches()).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ]);
  });

  it('gives each event its own result', async () => {
    run.mockImplementation(([first]) => first?.fail(new Error('only this one')));
    const results = await Promise.allSettled(['a', 'b', 'c'].map(take));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('fails the whole batch when it throws, each with the reason it was given first', async () => {
    run.mockImplementation(([first]) => {
      first?.fail(new Error('its own'));
      first?.fail(new Error('too late'));
      throw new Error('all');
    });
    const results = await Promise.allSettled(['a', 'b', 'c'].map(take));
    expect(results.map((each) => (each as { reason: Error }).reason.message)).toEqual([
      'its own',
      'all',
      'all',
    ]);
  });

  it('starts nothing after a stop, and hands back what waited', async () => {
    const waiting = take('a');
    gatherer.stop();
    await expect(waiting).rejects.toThrow(NotStartedError);
    await expect(take('b')).rejects.toThrow(NotStartedError);
    jest.advanceTimersByTime(5_000);
    expect(run).not.toHaveBeenCalled();
  });
});

import { setTimeout as wait } from 'node:timers/promises';
import { PendingConsequences } from './pending-consequences';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn() }));

const waited = jest.mocked(wait);

describe('making a consequence safe', () => {
  const pending = new PendingConsequences();
  const live = new AbortController().signal;

  beforeEach(() => {
    waited.mockReset().mockResolvedValue(undefined);
  });

  function failing(times: number): jest.Mock<Promise<void>> {
    const make = jest.fn<Promise<void>, []>(() => Promise.resolve());
    for (let n = 0; n < times; n += 1) make.mockRejectedValueOnce(new Error('not safe'));
    return make;
  }

  it('is tried until it succeeds, less and less often', async () => {
    const make = failing(7);
    await pending.persistWithRetry({ make, outlivesDelivery: false }, {}, live);
    expect(make).toHaveBeenCalledTimes(8);
    expect(waited.mock.calls.map(([ms]) => ms)).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
  });

  it('counts as stuck after three failures in a row, until it is safe', async () => {
    const counts: number[] = [];
    waited.mockImplementation(() => {
      counts.push(pending.stuckCount);
      return Promise.resolve(undefined);
    });
    await pending.persistWithRetry({ make: failing(4), outlivesDelivery: false }, {}, live);
    expect(counts).toEqual([0, 0, 1, 1]);
    expect(pending.stuckCount).toBe(0);
  });

  it('no longer counts as stuck when its delivery is lost', async () => {
    waited.mockImplementation(() =>
      pending.stuckCount > 0 ? Promise.reject(new Error('aborted')) : Promise.resolve(undefined),
    );
    const consequence = { make: failing(9), outlivesDelivery: false };
    await expect(pending.persistWithRetry(consequence, {}, live)).rejects.toThrow('aborted');
    expect(pending.stuckCount).toBe(0);
  });

  it('is not begun for a delivery that is gone, unless it outlives it', async () => {
    const copy = failing(0);
    const record = failing(0);
    const gone = AbortSignal.abort();
    await expect(
      pending.persistWithRetry({ make: copy, outlivesDelivery: false }, {}, gone),
    ).rejects.toThrow();
    await pending.persistWithRetry({ make: record, outlivesDelivery: true }, {}, gone);
    expect(copy).not.toHaveBeenCalled();
    expect(record).toHaveBeenCalledTimes(1);
  });

  it('does not end with its delivery when it outlives it, but with the process', async () => {
    const signals = (): (AbortSignal | undefined)[] =>
      waited.mock.calls.map(([, , options]) => options?.signal);
    const gone = new AbortController();
    const own = new PendingConsequences();
    waited.mockImplementation(() => Promise.resolve(gone.abort()));
    await own.persistWithRetry({ make: failing(1), outlivesDelivery: true }, {}, gone.signal);
    await expect(
      own.persistWithRetry({ make: failing(1), outlivesDelivery: false }, {}, gone.signal),
    ).rejects.toThrow();
    expect(signals().map((signal) => signal?.aborted)).toEqual([false]);
    own.stop();
    expect(signals().map((signal) => signal?.aborted)).toEqual([true]);
  });

  describe('notifies', () => {
    const notified: boolean[] = [];
    let blocking: PendingConsequences;

    beforeEach(() => {
      notified.length = 0;
      blocking = new PendingConsequences((isBlocked) => notified.push(isBlocked));
    });

    it('that it is blocked for each that is stuck, and once when the first of them is safe', async () => {
      const release: (() => void)[] = [];
      waited.mockImplementation((ms) =>
        ms === 2_000 ? new Promise((resolve) => release.push(() => resolve(undefined))) : turn(),
      );
      const all = [0, 1, 2].map(() =>
        blocking.persistWithRetry({ make: failing(3), outlivesDelivery: true }, {}, live),
      );
      await until(() => release.length === 3);
      expect(notified).toEqual([true, true, true]);
      release[1]?.();
      await all[1];
      expect(notified).toEqual([true, true, true, false]);
      expect(blocking.stuckCount).toBe(2);
      release.forEach((each) => each());
      await Promise.all(all);
      expect(notified).toEqual([true, true, true, false]);
    });

    it('that it no longer is when the last one stuck has lost its delivery', async () => {
      waited.mockImplementation(() => (notified.length > 0 ? Promise.reject(new Error()) : turn()));
      const consequence = { make: failing(9), outlivesDelivery: false };
      await expect(blocking.persistWithRetry(consequence, {}, live)).rejects.toThrow();
      expect(notified).toEqual([true, false]);
    });

    it('nothing when one failed twice and then was safe', async () => {
      await blocking.persistWithRetry({ make: failing(2), outlivesDelivery: true }, {}, live);
      expect(notified).toEqual([]);
    });
  });
});

const turn = (): Promise<undefined> => new Promise((resolve) => setImmediate(resolve, undefined));

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

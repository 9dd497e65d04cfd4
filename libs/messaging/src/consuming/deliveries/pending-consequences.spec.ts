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
    await pending.makeSafe({ make, outlivesDelivery: false }, {}, live);
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
    await pending.makeSafe({ make: failing(4), outlivesDelivery: false }, {}, live);
    expect(counts).toEqual([0, 0, 1, 1]);
    expect(pending.stuckCount).toBe(0);
  });

  it('does not count as stuck any more when its delivery is gone', async () => {
    waited.mockImplementation(() =>
      pending.stuckCount > 0 ? Promise.reject(new Error('aborted')) : Promise.resolve(undefined),
    );
    const consequence = { make: failing(9), outlivesDelivery: true };
    await expect(pending.makeSafe(consequence, {}, live)).rejects.toThrow('aborted');
    expect(pending.stuckCount).toBe(0);
  });

  it('is not begun for a delivery that is gone, unless it outlives it', async () => {
    const copy = failing(0);
    const record = failing(0);
    const gone = AbortSignal.abort();
    await expect(
      pending.makeSafe({ make: copy, outlivesDelivery: false }, {}, gone),
    ).rejects.toThrow();
    await pending.makeSafe({ make: record, outlivesDelivery: true }, {}, gone);
    expect(copy).not.toHaveBeenCalled();
    expect(record).toHaveBeenCalledTimes(1);
  });
});

import { setImmediate as turn } from 'node:timers/promises';
import { waitFor } from '@warren/testing';
import { PoisonIsolation } from './poison-isolation';

describe('the isolation', () => {
  const handled: string[] = [];
  const begunAt = new Map<string, number>();
  const ends = new Map<string, () => void>();
  let draws: number[];
  let isolation: PoisonIsolation;

  beforeEach(() => {
    handled.length = 0;
    ends.clear();
    draws = [];
    isolation = new PoisonIsolation(() => draws.shift() ?? 0);
  });

  // What has begun ends, so that no wait outlives its test.
  afterEach(() => {
    isolation.stop();
    ends.forEach((end) => end());
  });

  function admit(name: string, redeliveries: number): void {
    void isolation.admit(redeliveries, () => {
      handled.push(name);
      begunAt.set(name, performance.now());
      return new Promise((resolve) => ends.set(name, resolve));
    });
  }

  const begun = (name: string): Promise<boolean> => waitFor(name, () => handled.includes(name));

  it('concerns what has come back twice, and not what met one lost connection', () => {
    expect([0, 1, 2, 9].map((count) => isolation.concerns(count))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it.each([
    ['the first of those that were returned twice', 2, [], ['a', 'b', 'c']],
    ['the last of those that were returned three times', 3, [], ['c', 'b', 'a']],
    ['as chance has it from then on', 4, [0.5, 0.99, 0], ['b', 'c', 'a']],
  ])('handles one at a time: %s', async (_, redeliveries, chances, order) => {
    draws = chances;
    for (const name of ['a', 'b', 'c']) admit(name, redeliveries);
    for (const name of order) {
      await begun(name);
      await turn();
      expect(handled.at(-1)).toBe(name);
      ends.get(name)?.();
    }
  });

  it('handles those with fewer returns first', async () => {
    admit('killer', 5);
    admit('b', 3);
    admit('a', 2);
    for (const name of ['a', 'b', 'killer']) {
      await begun(name);
      expect(handled.at(-1)).toBe(name);
      ends.get(name)?.();
    }
  });

  it('lets one with many returns wait until none has come for a while', async () => {
    const since = performance.now();
    admit('killer', 5);
    await begun('killer');
    // A timer may be a millisecond early by another clock. One that was returned twice waits 50 ms.
    expect(performance.now() - since).toBeGreaterThan(390);
  });

  it('begins no other when it is stopped, and ends every wait for those in line', async () => {
    admit('a', 2);
    await begun('a');
    const waiting = isolation.admit(5, () => Promise.reject(new Error('begun')));
    isolation.stop();
    await waiting;
    await isolation.admit(2, () => Promise.reject(new Error('begun')));
    ends.get('a')?.();
    await turn();
    expect(handled).toEqual(['a']);
  });

  it('begins none that waits for its turn when it is stopped', async () => {
    let end = (): void => undefined;
    const done = new Promise<void>((resolve) => (end = resolve));
    const visiting = isolation.visit(true, () => Promise.resolve({ redeliveries: 9, done }));
    const waiting = isolation.admit(2, () => Promise.reject(new Error('begun')));
    await waitFor('it to wait for its turn', () => isolation['mutex']['urgent'].length === 1);
    isolation.stop();
    end();
    await waiting;
    expect(await visiting).toBe(true);
    const fetch = jest.fn(() => Promise.resolve(undefined));
    expect(await isolation.visit(true, fetch)).toBe(false);
    expect(fetch).not.toHaveBeenCalled();
  });

  it('lets none wait for ever for one that does not end', async () => {
    admit('hanging', 2);
    await begun('hanging');
    admit('a', 2);
    expect(await begun('a')).toBe(true);
  });

  it('gives one that was returned often more time alone', async () => {
    admit('long job', 3);
    await begun('long job');
    admit('a', 2);
    await begun('a');
    const [since = 0, until = 0] = ['long job', 'a'].map((name) => begunAt.get(name));
    expect(until - since).toBeGreaterThan(3_990);
  });

  it('lets none wait for ever for others that have fewer returns and keep coming', async () => {
    admit('killer', 1_000);
    const coming = setInterval(() => admit('other', 2), 20);
    const ending = setInterval(() => ends.get('other')?.(), 5);
    expect(await begun('killer')).toBe(true);
    clearInterval(coming);
    clearInterval(ending);
    expect(handled.slice(0, -1)).toContain('other');
  });
});

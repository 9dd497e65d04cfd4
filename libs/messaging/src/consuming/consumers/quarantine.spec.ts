import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { waitFor } from '@warren/testing';
import { Quarantine } from './quarantine';

describe('the quarantine', () => {
  const handled: string[] = [];
  const ends = new Map<string, () => void>();
  let draws: number[];
  let quarantine: Quarantine;

  beforeEach(() => {
    handled.length = 0;
    ends.clear();
    draws = [];
    quarantine = new Quarantine(() => draws.shift() ?? 0);
  });

  // What has begun ends, so that nobody waits for it beyond its test.
  afterEach(() => ends.forEach((end) => end()));

  function admit(name: string, redeliveries: number): void {
    void quarantine.admit(redeliveries, () => {
      handled.push(name);
      return new Promise((resolve) => ends.set(name, resolve));
    });
  }

  const begun = (name: string): Promise<boolean> => waitFor(name, () => handled.includes(name));

  it('concerns what has come back twice, and not what met one lost connection', () => {
    expect([0, 1, 2, 9].map((count) => quarantine.concerns(count))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it.each([
    ['the first of those that came back twice', 2, [], ['a', 'b', 'c']],
    ['the last of those that came back three times', 3, [], ['c', 'b', 'a']],
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

  it('lets one with many returns wait for those that come after it', async () => {
    admit('killer', 5);
    // Longer than any but such a one waits, and not as long as it.
    await wait(100);
    admit('a', 2);
    for (const name of ['a', 'killer']) {
      await begun(name);
      expect(handled.at(-1)).toBe(name);
      ends.get(name)?.();
    }
  });

  it('lets none wait for ever for one that does not end', async () => {
    admit('hanging', 2);
    await begun('hanging');
    admit('a', 2);
    expect(await begun('a')).toBe(true);
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

import { deadLettered, filled, ids, namesOf, numbered } from './dead-letter.harness';
import type { GroupPlace } from './group-dead-letters';
import { StoredDeadLetter, DeadLetterStore } from './dead-letter-store';

describe('dead letters that are read in parts', () => {
  it('have groups in pages that give each of them once, the largest first', async () => {
    const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta'];
    // Of the first kind one, of the second two, and so on; three kinds have one.
    const counts = [1, 2, 3, 1, 4, 1, 2];
    const records = words.flatMap((word, kind) =>
      Array.from({ length: counts[kind] ?? 0 }, (_, n) =>
        deadLettered(`${word}${n}`, { failure: { code: 'c', message: `no ${word}` } }),
      ),
    );
    const letters = filled(records);
    const pages: string[][] = [];
    let after: GroupPlace | undefined;
    do {
      const page = await letters.groups({}, { limit: 2, after });
      pages.push(page.groups.map(({ count, message }) => `${count} ${message}`));
      after = page.hasMore ? page.places.at(-1) : undefined;
    } while (after);
    expect(pages).toEqual([
      ['4 no epsilon', '3 no gamma'],
      ['2 no beta', '2 no eta'],
      ['1 no alpha', '1 no delta'],
      ['1 no zeta'],
    ]);
  });

  it.each([
    [
      'spaces between the parts',
      (text: string) => `{"id": "e", "tipo": "T", "payload": {"note": "${text}"}}`,
    ],
    ['prose', (text: string) => `{"id":"e","tipo":"T","payload":{"note":"a, b: ${text}"}}`],
    ['no JSON', (text: string) => `{"note": ${text}`],
  ])('are searched again and again when their bodies have %s', async (_, body) => {
    const letters = filled([deadLettered('d1', { body: body('needle') }), deadLettered('d2')]);
    for (const text of ['missing', 'needle', 'missing', 'needle']) {
      expect(await ids(letters, { text })).toEqual(text === 'needle' ? ['d1'] : []);
    }
  });

  it('are searched by a bounded part at a time, and all of them by following the cursors', async () => {
    const body = `{"note":"${'x'.repeat(4_000_000)}"}`;
    const records = numbered(12).map((record) => ({ ...record, body }));
    const letters = filled(
      [deadLettered('needle', { body: '{"a":"needle"}' }), ...records],
      100,
      1e9,
    );
    const found: string[] = [];
    let before: number | undefined;
    let pages = 0;
    do {
      const page = await letters.find({ text: 'needle' }, { limit: 10, before });
      found.push(...namesOf(page));
      before = page.older;
      pages += 1;
    } while (before !== undefined);
    expect(found).toEqual(['needle']);
    expect(pages).toBe(3);
  });

  it('are each given once while others come, go and are settled between the slices of a search', async () => {
    const letters = filled(numbered(3_000), 4_000);
    const searching = letters.find({ state: 'any' }, { limit: 1_000 });
    const grouping = letters.groups({ state: 'any' }, { limit: 10 });
    for (let n = 3_001; n <= 12_000; n += 1) {
      letters.apply(deadLettered(`d${n}`), n * 3);
      if (n % 100 === 0) await new Promise(setImmediate);
    }
    const names = namesOf(await searching);
    expect(new Set(names).size).toBe(names.length);
    expect((await grouping).groups[0]?.count).toBeLessThanOrEqual(12_000);
    expect(await ids(letters, { state: 'any' })).toHaveLength(1_000);
  });

  it('are each given once while one that was written again is put among the older', () => {
    const kept = new DeadLetterStore(100, 1_000_000);
    const add = (n: number): void => void kept.add(new StoredDeadLetter(deadLettered(`d${n}`), n));
    for (const n of [10, 20, 30, 40]) add(n);
    const [forwards, backwards] = [kept.oldestFirst(), kept.newestFirst()];
    const take = (from: Iterator<StoredDeadLetter, void, void>): number[] =>
      [from.next(), from.next()].map(({ value }) => value?.offset ?? -1);
    expect([take(forwards), take(backwards)]).toEqual([
      [10, 20],
      [40, 30],
    ]);
    for (const n of [5, 15, 35]) add(n);
    expect([take(forwards), take(backwards)]).toEqual([
      [30, 35],
      [20, 15],
    ]);
  });

  it('are not searched any further for a client that hung up', async () => {
    const gone = new AbortController();
    const letters = filled(numbered(2_000), 5_000);
    const searching = letters.find({ text: 'nowhere' }, { limit: 10 }, gone.signal);
    const selecting = letters.select({ filter: { text: 'nowhere' } }, gone.signal);
    gone.abort(new Error('gone'));
    await expect(searching).rejects.toThrow('gone');
    await expect(selecting).rejects.toThrow('gone');
  });
});

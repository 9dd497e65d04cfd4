import { deadLettered, redriven } from '../dead-letters/list/dead-letter.harness';
import { DeadLetters } from '../dead-letters/list/dead-letters';
import { slicesAtOnce } from '../dead-letters/list/slices-at-once.harness';
import { ProgressStore } from '../progress/progress-store';
import { saved } from '../progress/progress.harness';
import { OpenRecords } from '../dead-letters/retention/open-records';
import { Claims } from './claims';
import type { ClaimRecord } from '../records/claim-record';

const MANY = 50_000;

describe('records that any client wrote, each with a name of its own,', () => {
  const claimed = (key: string, claim: string): ClaimRecord => ({
    ...({ kind: 'claimed', of: 'dead-letter', worker: 'forged', at: new Date(5) } as const),
    key,
    claim,
  });

  it('leave of the claims the newest, the same in every worker', async () => {
    const append = (): Promise<void> => Promise.reject(new Error('asked the journal'));
    const workers = [0, 1].map(() => new Claims({ append }, 'dead-letter', undefined, 3));
    const free = async (worker: Claims | undefined, key: string): Promise<boolean> =>
      worker?.take(key).then(
        () => false,
        () => true,
      ) ?? false;
    for (const worker of workers) {
      for (const key of ['a', 'b', 'c', 'd']) worker.applyClaim(claimed(key, `of ${key}`));
      // Claimed again by its holder, it is no longer the oldest.
      worker.applyClaim(claimed('b', 'of b'));
      worker.applyClaim(claimed('e', 'of e'));
    }
    for (const worker of workers) {
      const found = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => free(worker, key)));
      expect(found).toEqual([true, false, true, false, false]);
    }
  });

  it('leave of the progress as many bytes as it may have, the newest', () => {
    const kept = new ProgressStore(10_000, 1_000_000);
    const state = { text: 'x'.repeat(100_000) };
    for (let n = 0; n < 100; n += 1) kept.apply({ ...saved(`m${n}`, { done: n }), state });
    const known = Array.from({ length: 100 }, (_, n) =>
      kept.of({ messageId: `m${n}`, queue: 'first' }),
    );
    expect(known.filter((each) => each !== undefined)).toHaveLength(9);
    expect(known.at(-1)?.done).toBe(99);
  });

  it('leave the progress of queues that are there, when they name others', () => {
    const kept = new ProgressStore(2, 1_000_000, new Set(['first']));
    kept.apply(saved('m', { done: 1 }));
    for (let n = 0; n < 5; n += 1) {
      const record = saved('m', { done: 2 });
      kept.apply({ ...record, delivery: { ...record.delivery, queue: `forged-${n}` } });
    }
    expect(kept.of({ messageId: 'm', queue: 'first' })?.done).toBe(1);
  });
});

describe('dead letters and what is done about them', () => {
  const edited = { id: 'e', tipo: 'T', payload: { text: 'x'.repeat(100_000) } };

  it('are within their bytes, also with the events that were sent in their place', async () => {
    const letters = new DeadLetters(1_000, 1_000_000, slicesAtOnce);
    for (let n = 0; n < 100; n += 1) letters.apply(deadLettered(`d${n}`), n);
    for (let n = 0; n < 100; n += 1) {
      letters.apply({ ...redriven(deadLettered(`d${n}`)), edited }, 100 + n);
    }
    const { items } = await letters.find({ state: 'any' }, { limit: 1_000 });
    expect(items.length).toBeLessThan(12);
    expect(items.length).toBeGreaterThan(5);
    expect(letters.previousActions(items[0] as (typeof items)[0])).toEqual([]);
  });

  it('are forgotten in order after they were discarded and restored over and over', () => {
    const letters = new DeadLetters(3, 1_000_000, slicesAtOnce);
    for (const id of ['d1', 'd2', 'd3']) letters.apply(deadLettered(id), 0);
    const about = { ...redriven(deadLettered('d2')), kind: undefined };
    for (let n = 0; n < MANY; n += 1) {
      letters.apply({ ...about, kind: n % 2 === 0 ? 'discarded' : 'restored' }, n);
    }
    expect(letters.get('d2')?.state).toBe('open');
    letters.apply({ ...about, kind: 'discarded' }, MANY);
    letters.apply(deadLettered('d4'), MANY + 1);
    expect(['d1', 'd2', 'd3', 'd4'].map((id) => letters.get(id)?.state)).toEqual([
      'open',
      undefined,
      'open',
      'open',
    ]);
  });

  it('that are kept past the stream count with their headers and properties', () => {
    const bounds = { count: 1_000, bytes: 100_000 };
    const terms = { limits: { ageMs: 1e15, bytes: 1e15 }, recentRecords: 1e9 };
    const open = new OpenRecords({ ...terms, letters: bounds, progress: bounds });
    const headers = { text: 'x'.repeat(20_000) };
    const encodedHeaders = { bytes: 'A'.repeat(20_000) };
    for (let n = 0; n < 20; n += 1) {
      open.apply(deadLettered(`d${n}`, { headers }), 3 * n, { since: 0, bytes: n });
      open.apply(deadLettered(`e${n}`, { encodedHeaders }), 3 * n + 1, { since: 0, bytes: n });
      const record = saved(`m${n}`, { done: 1 });
      const delivery = { ...record.delivery, headers };
      open.apply({ ...record, delivery }, 3 * n + 2, { since: 0, bytes: n });
    }
    expect([open.letters.size, open.letters.givenUp]).toEqual([4, 36]);
    expect([open.progress.size, open.progress.givenUp]).toEqual([4, 16]);
  });
});

import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { MAX_RECORDS } from '../records/entries';
import type { JournalPosition } from './journal';
import type { JournalRecord } from '../messages/journal-record';
import { idsFrom, JournalHarness } from './stream-journal.harness';

describe('reading the journal once', () => {
  let vhost: Vhost;
  let harness: JournalHarness;

  const read = async (from: JournalPosition): Promise<string[]> => {
    const ids: string[] = [];
    const keep = (record: JournalRecord): void => {
      if (record.kind === 'processed') ids.push(record.delivery.messageId);
    };
    await harness.journal.read(from, keep, new AbortController().signal);
    return ids;
  };
  beforeEach(async () => {
    vhost = await createVhost();
    harness = await JournalHarness.start(vhost.url);
    await harness.ready();
  });

  afterEach(async () => {
    await harness.stop();
    await vhost.remove();
  });

  it('reads once from an offset, a time and the last, to what is the end then', async () => {
    await harness.appendAll(idsFrom('m', 200));
    await waitFor('all', () => harness.seen.length === 200);
    const { ids, seen } = harness;
    expect(await read('first')).toEqual(ids);
    expect(await read({ offset: seen[150]?.offset ?? -1 })).toEqual(ids.slice(150));
    expect(await read({ offset: 1_000_000 })).toEqual([]);
    expect(await read({ time: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await read({ time: new Date(Date.now() - 3_600_000) })).toEqual(ids);
    const last = await read({ last: 50 });
    expect(last.length).toBeGreaterThan(40);
    expect(last.length).toBeLessThan(50 + MAX_RECORDS);
    expect(ids.slice(-last.length)).toEqual(last);
  });

  it('reads to the end from a time that has come here and not yet at the broker', async () => {
    await harness.appendAll(['m1']);
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 7_200_000);
    try {
      expect(await read({ time: new Date(now + 3_600_000) })).toEqual([]);
    } finally {
      clock.mockRestore();
    }
  });

  it('waits for who reads once, and ends with what that throws or with its signal', async () => {
    await harness.appendAll(idsFrom('m', 20));
    const { journal } = harness;
    const { signal } = new AbortController();
    let running = 0;
    let most = 0;
    const slowly = async (): Promise<void> => {
      most = Math.max(most, (running += 1));
      await new Promise(setImmediate);
      running -= 1;
    };
    await journal.read('first', slowly, signal);
    expect(most).toBe(1);
    const fail = (): Promise<never> => Promise.reject(new Error('enough'));
    await expect(journal.read('first', fail, signal)).rejects.toThrow('enough');
    const stop = new AbortController();
    const stopped = journal.read('first', () => stop.abort(new Error('stopped')), stop.signal);
    await expect(stopped).rejects.toThrow('stopped');
  });
});

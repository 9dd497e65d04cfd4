import { MAX_RECORDS } from '../../records/entries';
import { RecordGatherer } from './gather-records';
import type { WrittenRecord } from '../../records/write-record';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const record = (messageId: string, json = '{}'): WrittenRecord => ({
  ...{ json, messageId, kind: 'processed' },
});

describe('gathering records', () => {
  const entries: string[][] = [];
  let keep: () => Promise<void>;
  let gatherer: RecordGatherer;

  beforeEach(() => {
    entries.length = 0;
    keep = () => Promise.resolve();
    gatherer = new RecordGatherer((records) => {
      entries.push(records.map(({ messageId }) => messageId));
      return keep();
    });
  });

  it('makes one entry of those of a turn, in order, and another of those of the next', async () => {
    const first = [gatherer.append(record('a')), gatherer.append(record('b'))];
    expect(entries).toEqual([]);
    await Promise.all(first);
    await gatherer.append(record('c'));
    expect(entries).toEqual([['a', 'b'], ['c']]);
  });

  it('resolves each when its entry is kept, and not before', async () => {
    let isKept = (): void => undefined;
    keep = () => new Promise((resolve) => (isKept = resolve));
    let resolved = 0;
    const both = ['a', 'b'].map((id) => gatherer.append(record(id)).then(() => (resolved += 1)));
    await turn();
    await turn();
    expect([entries.length, resolved]).toEqual([1, 0]);
    isKept();
    await Promise.all(both);
    expect(resolved).toBe(2);
  });

  it('rejects each of an entry that is not kept, and none of another', async () => {
    keep = () => Promise.reject(new Error('refused'));
    const lost = ['a', 'b'].map((id) => gatherer.append(record(id)));
    const outcomes = Promise.allSettled(lost);
    await turn();
    keep = () => Promise.resolve();
    await gatherer.append(record('c'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('begins another entry when one is full or large', async () => {
    const ids = Array.from({ length: MAX_RECORDS + 1 }, (_, place) => `m${place}`);
    await Promise.all(ids.map((id) => gatherer.append(record(id))));
    expect(entries.map(({ length }) => length)).toEqual([MAX_RECORDS, 1]);
    entries.length = 0;
    const large = 'x'.repeat(40_000);
    await Promise.all(['a', 'b', 'c'].map((id) => gatherer.append(record(id, large))));
    expect(entries).toEqual([['a', 'b'], ['c']]);
  });

  it('never makes an entry that is larger than it may be, unless a record alone is (I16)', async () => {
    const bounded = new RecordGatherer(
      (records) => {
        entries.push(records.map(({ messageId }) => messageId));
        return Promise.resolve();
      },
      () => 3_000,
    );
    const sizes = { a: 400, b: 400, c: 200, d: 2_900, e: 10 };
    await Promise.all(
      Object.entries(sizes).map(([id, size]) => bounded.append(record(id, 'x'.repeat(size)))),
    );
    expect(entries).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
  });
});

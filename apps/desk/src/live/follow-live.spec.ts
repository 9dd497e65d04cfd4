import type { JournalRecord } from '@warren/messaging';
import { deadLettered, failed, processed } from '@warren/views/testing';
import { followLive, type LiveFrame, type LiveReset } from './follow-live';
import type { LiveFilter } from './live-filter';
import { LiveRecordsProjection } from './live-records.projection';

const STEP = 1_024;

/** A journal of one record an entry, and clients that follow it. */
class LiveHarness {
  readonly live: LiveRecordsProjection;
  private readonly stopping = new AbortController();
  private count = 0;

  /** @param since the offset at which the journal begins for this desk. */
  constructor(
    capacity = 100_000,
    private readonly since = 0,
  ) {
    this.live = new LiveRecordsProjection(capacity);
    this.count = since / STEP;
  }

  append(...records: readonly JournalRecord[]): number[] {
    return records.map((record) => {
      const offset = this.count * STEP;
      this.live.apply(record, offset, { since: this.since, bytes: 0 });
      this.count += 1;
      return offset;
    });
  }

  follow(after?: number, filter: LiveFilter = {}): AsyncGenerator<LiveFrame | LiveReset> {
    return followLive(this.live, { filter, after }, this.stopping.signal, 0, 50);
  }

  stop(): void {
    this.stopping.abort();
  }
}

async function next(client: AsyncGenerator<LiveFrame | LiveReset>): Promise<LiveFrame> {
  const { value } = (await client.next()) as { value: LiveFrame | LiveReset };
  if (value.type === 'reset') throw new Error(`reset at ${value.offset}`);
  return value;
}

const numbered = (count: number): JournalRecord[] =>
  Array.from({ length: count }, (_, n) => processed({ messageId: `m${n}` }));

describe('following the journal live', () => {
  let harness: LiveHarness;

  beforeEach(() => (harness = new LiveHarness()));
  afterEach(() => harness.stop());

  it('begins now, and gives each later record once, in order', async () => {
    harness.append(...numbered(3));
    const client = harness.follow();
    expect(await next(client)).toMatchObject({ records: [], counts: {}, offset: 2 * STEP });
    const [first, second] = harness.append(
      processed({ messageId: 'a' }),
      failed({ messageId: 'b' }),
    );
    const frame = await next(client);
    expect(frame.records.map(({ messageId, offset }) => [messageId, offset])).toEqual([
      ['a', first],
      ['b', second],
    ]);
    expect(frame).toMatchObject({ counts: { processed: 1, failed: 1 }, offset: second });
    harness.append(processed({ messageId: 'c' }));
    expect((await next(client)).records.map(({ messageId }) => messageId)).toEqual(['c']);
  });

  it('shows who, what and when, and no body', async () => {
    harness.append(processed());
    const client = harness.follow(0);
    await next(client);
    const event = { id: 'e', tipo: 'T', payload: { secret: 'body' } };
    harness.append(
      failed({ event, queue: 'q', attempt: 2, startMs: 10, endMs: 25, retryInMs: 50 }),
    );
    const { records } = await next(client);
    expect(records).toEqual([
      expect.objectContaining({
        ...{ kind: 'failed', queue: 'q', id: 'e', tipo: 'T', attempt: 2, ranMs: 15 },
        ...{ code: 'away', failure: 'failed in attempt 2', retryInMs: 50, worker: 'w-1' },
      }),
    ]);
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('counts all records, and shows those that match every filter', async () => {
    harness.append(processed());
    const client = harness.follow(0, {
      kinds: ['failed', 'dead-lettered'],
      queue: 'q',
      text: 'm2',
    });
    await next(client);
    harness.append(
      failed({ messageId: 'm1', queue: 'q' }),
      failed({ messageId: 'm2', queue: 'q' }),
      failed({ messageId: 'm2', queue: 'other' }),
      processed({ messageId: 'm2', queue: 'q' }),
      deadLettered({ messageId: 'm22', queue: 'q' }),
    );
    const { counts, records } = await next(client);
    expect(counts).toEqual({ failed: 3, processed: 1, 'dead-lettered': 1 });
    expect(records.map(({ messageId }) => messageId)).toEqual(['m2', 'm22']);
  });

  it('gives a client that comes back all it missed, at any of its places', async () => {
    const [first = 0] = harness.append(...numbered(1_001));
    const client = harness.follow(first);
    const frames = [];
    for (let seen = 0; seen < 1_000; seen += frames.at(-1)?.records.length ?? 0) {
      frames.push(await next(client));
    }
    expect(frames.map(({ skipped }) => skipped)).toEqual(frames.map(() => 0));
    const ids = frames.flatMap(({ records }) => records.map(({ messageId }) => messageId));
    expect(ids).toEqual(Array.from({ length: 1_000 }, (_, n) => `m${n + 1}`));
    for (const cut of [0, 1, 2]) {
      const again = harness.follow(frames[cut]?.offset);
      expect((await next(again)).records[0]?.messageId).toBe(`m${200 * (cut + 1) + 1}`);
    }
  });

  it('shows 200 of many that come at once, and says how many more there are', async () => {
    harness.append(processed());
    const client = harness.follow();
    await next(client);
    harness.append(...numbered(250));
    expect(await next(client)).toMatchObject({ skipped: 50, counts: { processed: 250 } });
    harness.append(processed({ messageId: 'next' }));
    expect((await next(client)).records.map(({ messageId }) => messageId)).toEqual(['next']);
  });

  it('says reset to a client that missed what is no longer kept, and continues from now on', async () => {
    harness = new LiveHarness(10);
    const offsets = harness.append(...numbered(25));
    expect(await next(harness.follow(offsets[14]))).toMatchObject({ offset: offsets[24] });
    const client = harness.follow(offsets[13]);
    expect((await client.next()).value).toEqual({ type: 'reset', offset: offsets[24] });
    harness.append(processed({ messageId: 'next' }));
    expect((await next(client)).records.map(({ messageId }) => messageId)).toEqual(['next']);
  });

  it('says reset to a client that lags further behind than what is kept', async () => {
    harness = new LiveHarness(10);
    harness.append(...numbered(1));
    const client = harness.follow();
    await next(client);
    harness.append(...numbered(12));
    expect((await client.next()).value).toMatchObject({ type: 'reset' });
  });

  it('says reset to a client of another journal, whose place this one does not have yet', async () => {
    const [offset] = harness.append(processed());
    expect((await harness.follow(9_999_999).next()).value).toEqual({ type: 'reset', offset });
  });

  it('waits for a place that another desk had already', async () => {
    const [offset = 0] = harness.append(processed());
    const client = harness.follow(offset + STEP);
    const frame = next(client);
    harness.append(processed({ messageId: 'awaited' }));
    expect(await frame).toMatchObject({ records: [], offset: offset + STEP });
    harness.append(processed({ messageId: 'next' }));
    expect((await next(client)).records.map(({ messageId }) => messageId)).toEqual(['next']);
  });

  it('says reset to a client whose place is older than the journal of this desk', async () => {
    harness = new LiveHarness(10, 7 * STEP);
    const [first = 0] = harness.append(...numbered(2));
    expect((await harness.follow(first - 2).next()).value).toMatchObject({ type: 'reset' });
    expect((await next(harness.follow(first - 1))).records).toHaveLength(2);
  });

  it('keeps of long texts a part, and of many records as many as fit', async () => {
    const long = 'x'.repeat(5_000);
    harness.append(processed({ messageId: long }), processed({ messageId: 'b' }));
    const [record] = (await next(harness.follow(-1))).records;
    expect(record?.messageId).toBe('x'.repeat(255));
    const small = new LiveRecordsProjection(100, 2_000);
    for (let n = 0; n < 50; n += 1) small.apply(processed(), n * STEP, { since: 0, bytes: 0 });
    const kept = [...small.after(-1)].length;
    expect(kept).toBeGreaterThan(1);
    expect(kept).toBeLessThan(10);
    expect([small.isKeptAfter((49 - kept) * STEP), small.isKeptAfter((48 - kept) * STEP)]).toEqual([
      true,
      false,
    ]);
  });

  it('looks at 2,000 records at a stretch for a client whose filter matches few', async () => {
    const offsets = harness.append(...numbered(5_000), processed({ messageId: 'rare' }));
    const client = harness.follow(-1, { text: 'rare' });
    const frames = [await next(client), await next(client), await next(client)];
    expect(frames.map(({ offset }) => offset)).toEqual([
      offsets[1_999],
      offsets[3_999],
      offsets[5_000],
    ]);
    expect(frames.at(-1)?.records.map(({ messageId }) => messageId)).toEqual(['rare']);
  });

  it('ends when the client is gone, also while nothing happens', async () => {
    const client = harness.follow();
    await client.next();
    const ended = client.next();
    harness.stop();
    expect(await ended).toEqual({ done: true, value: undefined });
  });
});

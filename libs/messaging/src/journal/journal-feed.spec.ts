import { headers as names } from '@warren/model';
import { hostileBytes, spoilt, topology } from '@warren/testing';
import fc from 'fast-check';
import { CanaryWatch } from '../dead-letters/redrive/canary-watch';
import { DeadLetters } from '../dead-letters/list/dead-letters';
import { OpenRecords } from '../dead-letters/retention/open-records';
import { slicesAtOnce } from '../dead-letters/list/slices-at-once.harness';
import { ProgressStore } from '../progress/progress-store';
import { order } from '../replay/replay.harness';
import { ReplaySelection } from '../replay/replay-selection';
import { anyRecord } from './any-record.harness';
import { Claims } from './claims';
import { DeduplicationWindow } from './deduplication-window';
import { checkRecord } from '../records/check-record';
import { offsetOf, writeEntry, writeMark } from '../records/entries';
import type { Projection } from './journal';
import { JournalFeed } from './journal-feed';
import type { JournalRecord } from '../messages/journal-record';
import { describeSkipped } from './streams/skipped-records';
import { processed } from './stream-journal.harness';
import { writeRecord } from '../records/write-record';

interface Entry {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
}

const FEW = { count: 100, bytes: 1_000_000 };

/** A feed, and every view of the library that follows one, without a broker. */
class Feed {
  readonly feed = new JournalFeed({ app: 'test', heartbeatSeconds: 1, urls: [] });
  readonly ids: string[] = [];
  readonly letters = new DeadLetters(100, 1_000_000, slicesAtOnce);
  readonly open = new OpenRecords({
    ...{ limits: { ageMs: 0, bytes: 1e15 }, recentRecords: 0 },
    ...{ letters: FEW, progress: FEW },
  });
  readonly processed = new DeduplicationWindow(100);
  private entries = 0;

  constructor() {
    const journal = { has: () => false, append: () => Promise.resolve() };
    const selection = new ReplaySelection(order(), journal, topology);
    for (const on of ['dead-letter', 'replay'] as const) this.feed.follow(new Claims(journal, on));
    this.feed.follow(this.letters);
    this.feed.follow(this.open);
    this.feed.follow(new ProgressStore());
    this.feed.follow(new CanaryWatch(journal));
    this.feed.follow({ apply: (record) => void selection.decide(record) }, 'replay');
    this.feed.follow({ apply: (record) => this.see(record) }, 'ids');
  }

  give({ body, headers }: Entry): void {
    void this.feed['give'](body, this.entries, headers);
    this.entries += 1;
  }

  get skipped(): string[] {
    return describeSkipped(this.feed.skipped);
  }

  private see(record: JournalRecord): void {
    if (record.kind === 'processed') {
      const { messageId, queue } = record.delivery;
      this.processed.add(queue, messageId, record.eventHash);
    }
    this.ids.push('delivery' in record ? record.delivery.messageId : record.messageId);
  }
}

function entryOf(...ids: string[]): Entry {
  const { body, properties } = writeEntry(
    ids.map((id) => writeRecord(processed(id))),
    'journal',
  );
  return { body, headers: (properties.headers ?? {}) as Record<string, unknown> };
}

const spoiltRecord = anyRecord.chain((record) =>
  spoilt(JSON.parse(writeRecord(record as JournalRecord).json) as object),
);
const anyEntry: fc.Arbitrary<Entry> = fc.record({
  body: fc.oneof(
    { weight: 3, arbitrary: spoiltRecord.map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: hostileBytes },
    {
      weight: 1,
      arbitrary: fc
        .array(spoiltRecord, { minLength: 2, maxLength: 4 })
        .map((lines) => Buffer.from(lines.join('\n'))),
    },
  ),
  headers: fc.oneof(
    fc.constant({}),
    fc.anything().map((value) => ({ [names.records]: value })),
  ),
});

describe('the feed of the journal', () => {
  it('takes any entry there can be, and gives every view what is before and after it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEntry, { minLength: 1, maxLength: 4 }), async (entries) => {
        const feed = new Feed();
        feed.give(entryOf('before'));
        for (const entry of entries) feed.give(entry);
        feed.give(entryOf('after'));
        expect(feed.ids[0]).toBe('before');
        expect(feed.ids.at(-1)).toBe('after');
        // What is read is what every view can apply.
        expect(feed.skipped.filter((each) => !each.includes('unreadable'))).toEqual([]);
        expect(feed.processed.has('first', 'after')).toBe(true);
        // What is open can be written again, and read.
        for (const record of feed.open.takeDue(1, 100, Date.now())) {
          expect(checkRecord(writeRecord(record).json)).toMatchObject({ kind: record.kind });
        }
        JSON.stringify(await feed.letters.find({ state: 'any', text: 'x' }, { limit: 100 }));
        await feed.letters.groups({ state: 'any' }, { limit: 100 });
      }),
      { numRuns: 300 },
    );
  });

  it('names what it cannot read by its offset, and counts no mark and no record beside it', () => {
    const feed = new Feed();
    feed.give({ body: Buffer.from(`{"v":1,"a":${'['.repeat(100_000)}`), headers: {} });
    const { body, headers } = entryOf('one', 'two', 'three');
    feed.give({ body: Buffer.from(String(body).replace('"kind"', '"sort"')), headers });
    feed.give({ body: writeMark('here', 'journal').body, headers: {} });
    expect(feed.ids).toEqual(['two', 'three']);
    expect(feed.skipped).toEqual([
      `2 skipped, unreadable: at offset 0 (entry 0), offset ${offsetOf(1, 0)} (entry 1)`,
    ]);
  });

  it('gives a view that is asked to follow twice each record once', () => {
    const feed = new Feed();
    const applied: string[] = [];
    const view: Projection = { apply: ({ kind }) => void applied.push(kind) };
    feed.feed.follow(view);
    feed.feed.follow(view);
    feed.give(entryOf('one', 'two'));
    expect(applied).toEqual(['processed', 'processed']);
  });

  it('names the newest five, however many there are', () => {
    const feed = new Feed();
    for (let index = 0; index < 1_000; index += 1) {
      feed.give({ body: Buffer.from('rubbish'), headers: {} });
    }
    const [text = ''] = feed.skipped;
    expect(text).toContain('1000 skipped, unreadable: the newest at ');
    expect(text).toContain(`offset ${offsetOf(999, 0)} (entry 999)`);
    expect(text.split(', ')).toHaveLength(6);
  });

  it('costs a view that throws only that record, and no other view anything', () => {
    const feed = new Feed();
    const seen: string[] = [];
    const apply = (record: JournalRecord): void => {
      if (record.kind === 'processed' && record.delivery.messageId === 'bad') throw new Error('no');
      seen.push('one');
    };
    feed.feed.follow({ apply }, 'Brittle');
    feed.give(entryOf('good', 'bad', 'better'));
    expect(seen).toHaveLength(2);
    expect(feed.ids).toEqual(['good', 'bad', 'better']);
    expect(feed.skipped).toEqual(['1 skipped, not applied to Brittle: at offset 1 (entry 0)']);
  });

  it.each([
    ['nothing where a delivery would be', { delivery: null }],
    ['a text where a delivery would be', { delivery: 'x' }],
  ])('takes the record of an operator with %s', (_, more) => {
    const feed = new Feed();
    const acted = { deadLetterId: 'd', messageId: 'm', queue: 'q', at: '2026-01-02T00:00:00Z' };
    const record = { v: 1, kind: 'discarded', ...acted, by: 'ana', reason: 'r', ...more };
    feed.give({ body: Buffer.from(JSON.stringify(record)), headers: {} });
    expect(feed.ids).toEqual(['m']);
    expect(feed.skipped).toEqual([]);
  });
});

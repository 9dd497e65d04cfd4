import fc from 'fast-check';
import { deadLettered, redriven } from '../dead-letters/list/dead-letter.harness';
import { saved } from '../progress/progress.harness';
import { checkRecord } from '../records/check-record';
import { readEntry } from '../records/entries';
import { makeExcerpt } from '../messages/excerpt';
import type { JournalRecord } from '../messages/journal-record';
import { MAX_CHARS, MAX_RECORD_BYTES } from '../records/record-limits';
import { processed } from './stream-journal.harness';
import { writeRecord } from '../records/write-record';

const deferred = { deliverAt: new Date(5), mandatory: true, persistent: true, replyTo: 'r' };
const more = {
  correlationId: 'c',
  causationId: 'c',
  replayOf: 'm',
  deferred,
  publishedAt: new Date(5),
};
const properties = { contentType: 'application/json', appId: 'other' };
const failure = { code: 'busy', message: 'too much', stack: 'Error: too much' };
const excerpt = makeExcerpt(Buffer.from('{}'));
const run = processed('m');
const acted = {
  deadLetterId: 'd',
  messageId: 'm',
  queue: 'q',
  at: new Date(5),
  by: 'ana',
  reason: 'r',
};
const claim = { of: 'replay', key: 'q', claim: 'c', supersedes: 'b', worker: 'w', at: new Date(5) };

const RECORDS = [
  { ...run, excerpt, delivery: { ...run.delivery, ...more, properties, replyTo: 'r' } },
  { ...run, kind: 'failed', failure, delivery: { ...run.delivery, ...more } },
  deadLettered('d', { ...more, properties, failure, excerpt, handler: 'First.run' }),
  { ...redriven(deadLettered('d')), edited: run.event },
  { kind: 'discarded', ...acted },
  { kind: 'restored', ...acted },
  saved('m', { done: 1 }),
  { kind: 'claimed', ...claim },
  { kind: 'released', ...claim },
].map((record) => JSON.parse(JSON.stringify({ v: 1, ...record })) as Record<string, unknown>);

/** As long as the record may be. */
const UNBOUNDED = /\.(body|decoded|payload|headers|encodedHeaders|state)\b/;

/** Where the texts of a record are that have a bound of their own. */
function textsOf(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return UNBOUNDED.test(path) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => textsOf(each, `${path}.${name}`));
}

function withText(record: object, path: string, text: string): string {
  const copy = JSON.parse(JSON.stringify(record)) as Record<string, unknown>;
  const names = path.split('.').slice(1);
  const last = names.pop() ?? '';
  const holder = names.reduce((at, name) => at[name] as Record<string, unknown>, copy);
  holder[last] = text;
  return JSON.stringify(copy);
}

const CASES = RECORDS.flatMap((record) =>
  textsOf(record).map((path) => [String(record['kind']), path, record] as const),
);

describe('a record that any client wrote', () => {
  it('is read as the samples are', () => {
    expect(RECORDS.map((record) => checkRecord(JSON.stringify(record))?.kind)).toEqual(
      RECORDS.map(({ kind }) => kind),
    );
    expect(CASES.length).toBeGreaterThan(80);
  });

  it.each(CASES)('of the kind %s is not read with a long text at %s', (_, path, record) => {
    const longest = Math.max(...Object.values(MAX_CHARS));
    for (const length of [longest + 1, 100_000]) {
      expect(checkRecord(withText(record, path, 'x'.repeat(length)))).toBeUndefined();
    }
  });

  it('keeps no view busy with more than 2 MiB: neither as a record nor as an entry', () => {
    const record = deadLettered('d', { body: 'x'.repeat(MAX_RECORD_BYTES) });
    const json = JSON.stringify({ v: 1, ...record });
    expect(checkRecord(json)).toBeUndefined();
    const lines = Buffer.from(`${JSON.stringify(RECORDS[4])}\n`.repeat(20_000));
    expect(lines.length).toBeGreaterThan(MAX_RECORD_BYTES);
    expect(readEntry(lines, { 'warren-records': 20_000 })).toEqual([undefined]);
    const fits = deadLettered('d', { body: 'x'.repeat(MAX_RECORD_BYTES - 2_000) });
    expect(checkRecord(writeRecord(fits).json)).toEqual(fits);
  });

  it('is not read with more properties than AMQP has', () => {
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`p${n}`, n]));
    expect(checkRecord(JSON.stringify({ ...RECORDS[2], properties: many }))).toBeUndefined();
  });
});

describe('a record of Warren', () => {
  const anyName = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.integer({ min: 1_000, max: 100_000 }).map((length) => 'x'.repeat(length)),
    fc.constantFrom(7, null, undefined, {}),
  );

  /** No event that comes from AMQP or HTTP has such a name, and no record with one is read. */
  const anyPayload = fc
    .anything()
    .filter((each) => !/__proto__|prototype/.test(fc.stringify(each)));

  it('is read, also when its handler changed the id, tipo and payload of the event', () => {
    fc.assert(
      fc.property(anyName, anyName, anyPayload, (id, tipo, payload) => {
        const event = { id, tipo, payload } as never;
        const record = { ...processed('m'), event } as JournalRecord;
        expect(checkRecord(writeRecord(record).json)).toMatchObject({
          kind: 'processed',
          delivery: { messageId: 'm' },
        });
      }),
    );
  });
});

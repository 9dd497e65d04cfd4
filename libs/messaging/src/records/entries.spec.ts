import { headers as names } from '@warren/model';
import { readMark } from './check-record';
import {
  countRecords,
  entryOf,
  MAX_RECORDS,
  offsetOf,
  readEntry,
  writeEntry,
  writeMark,
} from './entries';
import { processed } from '../journal/stream-journal.harness';
import { writeRecord } from './write-record';

const written = (...ids: string[]): ReturnType<typeof writeRecord>[] =>
  ids.map((id) => writeRecord(processed(id)));

function read({ body, properties }: ReturnType<typeof writeEntry>): unknown[] {
  return readEntry(body, (properties.headers ?? {}) as Record<string, unknown>);
}

describe('an entry of the journal', () => {
  it('with one record is that record, and names its message for other clients', () => {
    const entry = writeEntry(written('m1'), 'journal');
    expect(entry.properties).toMatchObject({
      messageId: 'm1',
      type: 'processed',
      contentType: 'application/json',
      persistent: true,
      mandatory: true,
    });
    expect(entry.properties.headers).toBeUndefined();
    expect(entry.routingKey).toBe('journal');
    expect(JSON.parse(entry.body.toString())).toMatchObject({ v: 1, kind: 'processed' });
    expect(read(entry)).toEqual([processed('m1')]);
  });

  it('with several has each on a line, in order, and says how many', () => {
    const entry = writeEntry(written('m1', 'm\n2', 'm3'), 'journal');
    expect(entry.properties).toMatchObject({
      type: 'records',
      contentType: 'application/x-ndjson',
      headers: { [names.records]: 3 },
    });
    expect(read(entry)).toEqual([processed('m1'), processed('m\n2'), processed('m3')]);
    const { body, properties } = entry;
    expect(countRecords(properties.headers as Record<string, unknown>, body.length)).toBe(3);
  });

  it('has a place for what is no record, so that the others keep theirs', () => {
    const { body } = writeEntry(written('m1', 'm2'), 'journal');
    const spoilt = Buffer.from(body.toString().replace('"v":1', '"v":2'));
    expect(readEntry(spoilt, { [names.records]: 2 })).toEqual([undefined, processed('m2')]);
    expect(readEntry(Buffer.from([0xff, 0x0a, 0xfe]), { [names.records]: 'x' })).toEqual([
      undefined,
      undefined,
    ]);
  });

  it.each([{}, { [names.records]: 0 }, { [names.records]: -1 }, { [names.records]: 'many' }])(
    'counts as one record with the headers %j',
    (headers) => expect(countRecords(headers, 10_000)).toBe(1),
  );

  it('has no more records than places, whatever it claims', () => {
    const headers = { [names.records]: 1_000_000 };
    const many = Buffer.from('\n'.repeat(1_000_000));
    expect(readEntry(many, headers)).toHaveLength(1_024);
    expect(countRecords(headers, many.length)).toBe(MAX_RECORDS);
  });

  it.each([
    [0, 1],
    [1, 1],
    [127, 1],
    [640, 10],
  ])('of %i bytes counts as %i at most, also when it says more', (bytes, most) => {
    expect(countRecords({ [names.records]: 1_024 }, bytes)).toBe(most);
  });

  it('counts in full with the shortest records that there are', () => {
    const shortest = { of: 'replay', key: '', claim: '', worker: '', at: new Date(0) } as const;
    const records = Array.from({ length: MAX_RECORDS }, () =>
      writeRecord({ kind: 'claimed', ...shortest }),
    );
    const { body, properties } = writeEntry(records, 'journal');
    const headers = properties.headers as Record<string, unknown>;
    expect(countRecords(headers, body.length)).toBe(MAX_RECORDS);
  });

  it('is not a mark, and a mark has no record', () => {
    const mark = writeMark('here', 'journal');
    expect(readMark(mark.body)).toBe('here');
    expect(read(mark)).toEqual([undefined]);
    expect(readMark(writeEntry(written('m'), 'journal').body)).toBeUndefined();
  });
});

describe('the offset of a record', () => {
  it('grows from record to record and from entry to entry, and leads back to its entry', () => {
    const offsets = [0, 1, 8e12].flatMap((entry) =>
      [0, 1, MAX_RECORDS - 1].map((place) => ({ entry, offset: offsetOf(entry, place) })),
    );
    for (const { entry, offset } of offsets) {
      expect(Number.isSafeInteger(offset)).toBe(true);
      expect(entryOf(offset)).toBe(entry);
    }
    const values = offsets.map(({ offset }) => offset);
    expect(values).toEqual([...new Set(values)].sort((one, other) => one - other));
  });

  it('has room for the next one, by which a replay continues, in the same entry or the next', () => {
    const last = offsetOf(7, 1_023);
    expect(entryOf(last + 1)).toBe(8);
    expect(entryOf(offsetOf(7, MAX_RECORDS - 1) + 1)).toBe(7);
  });
});

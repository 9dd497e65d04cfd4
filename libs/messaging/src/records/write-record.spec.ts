import { createHash } from 'node:crypto';
import type { JournalRecord } from '../messages/journal-record';
import { checkRecord } from './check-record';
import { deadLettered } from '../dead-letters/list/dead-letter.harness';
import { processed } from '../journal/stream-journal.harness';
import { MAX_RECORD_BYTES } from './record-limits';
import { recordLimit, writeRecord } from './write-record';

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const read = (json: string): JournalRecord => checkRecord(json) as JournalRecord;
const ofPayload = (payload: Record<string, unknown>): JournalRecord => ({
  ...processed('m'),
  event: { id: 'e', tipo: 'T', payload },
});
/** The bytes a publisher sent, and the record of what was read from them. */
function sent(payload: string): { record: JournalRecord; source: Buffer } {
  const record = ofPayload(JSON.parse(payload) as Record<string, unknown>);
  return { record, source: Buffer.from(`{"id":"e","tipo":"T","payload":${payload}}`) };
}

describe('a record that is written', () => {
  it('is never larger than the broker takes', () => {
    expect([recordLimit(262_144), recordLimit(134_217_728)]).toEqual([262_144, MAX_RECORD_BYTES]);
  });

  it('has the whole of what the gateway takes with its default limit', () => {
    const { record, source } = sent(`{"n":[${Array(52_000).fill('1e20').join(',')}]}`);
    expect(source.length).toBeLessThan(262_144);
    const { json } = writeRecord(record, MAX_RECORD_BYTES, source);
    expect(json.length).toBeGreaterThan(4 * source.length);
    expect(read(json)).toEqual(record);
  });

  it.each([
    ['numbers that JSON writes out', `{"n":[${Array(400_000).fill('1e20').join(',')}]}`],
    ['a long text', `{"t":"${'é'.repeat(1_100_000)}"}`],
    ['a text of escapes', `{"t":"${'\\u0001'.repeat(400_000)}"}`],
    ['many names', `{${Array.from({ length: 200_000 }, (_, n) => `"k${n}":{}`).join(',')}}`],
  ])('has an excerpt of an event that is too large for it: %s', (_, payload) => {
    const { record, source } = sent(payload);
    const { json } = writeRecord(record, MAX_RECORD_BYTES, source);
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(MAX_RECORD_BYTES);
    const head = source
      .subarray(0, 1_024)
      .toString()
      .replace(/\ufffd$/, '');
    expect(read(json)).toEqual({
      ...record,
      event: { id: 'e', tipo: 'T', payload: {} },
      excerpt: { bytes: source.length, sha256: sha256(source), head, encoding: 'utf8' },
    });
  });

  it('is not written out whole when it was larger as it was read', () => {
    const stringify = jest.spyOn(JSON, 'stringify');
    const { record, source } = sent(`{"t":"${'x'.repeat(MAX_RECORD_BYTES)}"}`);
    writeRecord(record, MAX_RECORD_BYTES, source);
    const lengths = stringify.mock.results.map(({ value }) => String(value).length);
    expect(Math.max(...lengths)).toBeLessThan(10_000);
    stringify.mockRestore();
  });

  it.each([
    ['a BigInt', { amount: 7n }],
    ['a text that is longer than any string', { toJSON: () => 'x'.repeat(2 ** 29) }],
    [
      'itself',
      Object.assign(
        {},
        {
          get self(): unknown {
            return this;
          },
        },
      ),
    ],
  ])('has an excerpt where a handler made %s of its event', (_, payload) => {
    const { source } = sent('{"a":1}');
    const { json } = writeRecord(ofPayload(payload), MAX_RECORD_BYTES, source);
    expect(read(json)).toMatchObject({ event: { id: 'e' }, excerpt: { bytes: source.length } });
  });

  it('has an excerpt of an edited event, and of a body', () => {
    const payload = { t: 'x'.repeat(MAX_RECORD_BYTES) };
    const acted = { deadLetterId: 'd', messageId: 'm', queue: 'q', by: 'ana', reason: 'r' };
    const edited = { id: 'e', tipo: 'T', payload };
    const redriven = { kind: 'redriven', ...acted, at: new Date(0), edited } as const;
    expect(read(writeRecord(redriven).json)).toMatchObject({
      edited: { id: 'e', tipo: 'T', payload: {} },
      excerpt: { bytes: Buffer.byteLength(JSON.stringify(edited)), encoding: 'utf8' },
    });
    const content = Buffer.alloc(MAX_RECORD_BYTES, 0xff);
    const letter = deadLettered('d', { body: content.toString('base64'), encoding: 'base64' });
    expect(read(writeRecord(letter).json)).toMatchObject({
      body: '',
      excerpt: { bytes: content.length, sha256: sha256(content), encoding: 'base64' },
    });
  });

  it('gives up its headers where the broker takes very little', () => {
    const record = processed('m');
    const headers = { long: '\u0001'.repeat(50_000) };
    const large = { ...record, delivery: { ...record.delivery, headers } };
    const { json } = writeRecord(large, 262_144);
    expect(Buffer.byteLength(json)).toBeLessThan(262_144);
    expect(read(json)).toMatchObject({ delivery: { messageId: 'm', headers: {} } });
  });
});

import { findExceededJsonBound, type EventDto } from '@warren/model';
import fc from 'fast-check';
import { anyRecord } from '../journal/any-record.harness';
import { checkRecord, readMark } from './check-record';
import type { JournalRecord, ProcessedRecord } from '../messages/journal-record';
import { processed } from '../journal/stream-journal.harness';
import { writeRecord } from './write-record';

function nestedDeeply(levels: number): unknown {
  return JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
}

describe('a record of the journal', () => {
  it('is read as it was written when it is a claim, and not when that is not whole', () => {
    const subject = { of: 'replay', key: 'q' } as const;
    const claim = { ...subject, claim: 'c', supersedes: 'b', worker: 'w:1', at: new Date(5) };
    for (const kind of ['claimed', 'released'] as const) {
      const { json, messageId } = writeRecord({ kind, ...claim });
      expect(messageId).toBe('q');
      expect(checkRecord(json)).toEqual({ kind, ...claim });
      expect(checkRecord(JSON.stringify({ v: 1, kind, ...claim, key: 7 }))).toBeUndefined();
    }
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(checkRecord(writeRecord(record as JournalRecord).json)).toEqual(record);
      }),
    );
  });

  it('is kept without its payload when a handler made that something JSON cannot say', () => {
    const event = { id: 'e', tipo: 'T', payload: { amount: 7n } };
    const { json } = writeRecord({ ...processed('m'), event });
    expect(checkRecord(json)).toEqual({ ...processed('m'), event: { ...event, payload: {} } });
  });

  it('is kept without its payload when a handler nested that deeper than any reader takes', () => {
    const deep = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as unknown;
    const event = { id: 'e', tipo: 'T', payload: { deep } };
    const { json } = writeRecord({ ...processed('m'), event });
    expect(checkRecord(json)).toMatchObject({ event: { id: 'e', tipo: 'T', payload: {} } });
  });

  it.each(['depth', 'values'])('of an event at the bound of %s is read', (bound) => {
    const depth = 64;
    const payload =
      bound === 'depth'
        ? `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
        : `{"a":[${'1,'.repeat(999_900)}1]}`;
    const event = JSON.parse(`{"id":"e","tipo":"T","payload":${payload}}`) as EventDto;
    expect(findExceededJsonBound(JSON.stringify(event))).toBeUndefined();
    const read = checkRecord(writeRecord({ ...processed('m'), event }).json);
    expect(JSON.stringify((read as ProcessedRecord).event) === JSON.stringify(event)).toBe(true);
  });

  it('is read with a header that JSON has no number for', () => {
    const { delivery, ...rest } = processed('m');
    const record = { ...rest, delivery: { ...delivery, headers: { ratio: NaN } } };
    expect(checkRecord(writeRecord(record).json)).toMatchObject({
      delivery: { headers: { ratio: null } },
    });
  });

  it.each(['+058882-02-03T00:00:00.000Z', '-000001-01-01T00:00:00.000Z'])(
    'is read without the time of its publishing when that is %s, and not with another such time',
    (time) => {
      const { delivery, ...rest } = processed('m');
      const record = { v: 1, ...rest, delivery: { ...delivery, publishedAt: time } };
      expect(checkRecord(JSON.stringify(record))).toEqual({
        ...rest,
        delivery: { ...delivery, publishedAt: undefined },
      });
      expect(checkRecord(JSON.stringify({ ...record, at: time }))).toBeUndefined();
    },
  );

  it.each([
    ['another version', { v: 2 }],
    [
      'an id longer than AMQP allows',
      { delivery: { ...processed('m').delivery, messageId: 'i'.repeat(256) } },
    ],
    ['a header that is a table', { delivery: { ...processed('m').delivery, headers: { a: {} } } }],
    ['a payload nested too deeply', { event: { id: 'e', tipo: 'T', payload: nestedDeeply(80) } }],
    ['another kind', { kind: 'painted' }],
    ['no handler', { handler: undefined }],
    ['a time that is none', { at: 'soon' }],
    ['no delivery', { delivery: null }],
    ['a delivery without an attempt', { delivery: { ...processed('m').delivery, attempt: '1' } }],
    ['an event without a payload', { event: { id: 'x', tipo: 'T' } }],
    ['a kind every object has', { kind: 'constructor' }],
    ['a time it does not need that is none', { relayedAt: { toString: 1 } }],
    ['what it was put off with that is nothing', { deferred: null }],
  ])('is not read with %s', (_, change) => {
    const text = JSON.stringify({ v: 1, ...processed('m'), ...change });
    expect(checkRecord(text)).toBeUndefined();
  });

  it('is not read when it would change the prototype of what it is copied to', () => {
    const text = JSON.stringify({ v: 1, ...processed('m') }).replace(
      '"payload":{',
      '"payload":{"__proto__":{"isAdmin":true},',
    );
    expect(text).toContain('__proto__');
    expect(checkRecord(text)).toBeUndefined();
  });

  it.each(['', 'rubbish', 'null', '[]', '7', '"text"', '{"v":1', '{"__proto__":{"v":1}}'])(
    'is not read in %j, without an error',
    (text) => {
      expect(checkRecord(text)).toBeUndefined();
      expect(readMark(Buffer.from(text))).toBeUndefined();
    },
  );
});

import fc from 'fast-check';
import { checkRecord, readMark } from './check-record';
import type { DeadLetteredRecord, JournalRecord } from './journal-record';
import { processed } from './stream-journal.harness';
import { writeRecord } from './write-record';

const time = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) });
const payload = fc
  .dictionary(fc.string(), fc.jsonValue())
  // No worker takes an event with one of these, so there is no record of it.
  .filter((each) => !/"(__proto__|prototype)":/.test(JSON.stringify(each)))
  .map((each) => JSON.parse(JSON.stringify(each)) as Record<string, unknown>);
const event = fc.record({ id: fc.string(), tipo: fc.string(), payload });
const failure = fc.record({ code: fc.string(), message: fc.string() });
const acted = {
  deadLetterId: fc.string(),
  messageId: fc.string(),
  queue: fc.string(),
  at: time,
  by: fc.string(),
  reason: fc.string(),
};
const deferred = fc.record(
  {
    deliverAt: time,
    relayedAt: time,
    expiration: fc.nat(),
    mandatory: fc.boolean(),
    persistent: fc.boolean(),
    replyTo: fc.string(),
    priority: fc.nat(),
  },
  { requiredKeys: ['deliverAt', 'mandatory', 'persistent'] },
);
const attempted = {
  delivery: fc.record(
    {
      messageId: fc.string(),
      hasGivenId: fc.boolean(),
      queue: fc.string(),
      exchange: fc.string(),
      routingKey: fc.string(),
      attempt: fc.nat(),
      redeliveries: fc.nat(),
      redrives: fc.nat(),
      edits: fc.nat(),
      headers: fc.constant({ a: 1, b: 'x', c: true }),
      publishedAt: time,
      firstFailedAt: time,
      correlationId: fc.string(),
      causationId: fc.string(),
      replyTo: fc.string(),
      replayOf: fc.string(),
      deferred,
    },
    {
      requiredKeys: [
        ...['messageId', 'hasGivenId', 'queue', 'exchange', 'routingKey'],
        ...['attempt', 'redeliveries', 'redrives', 'headers'],
      ] as never[],
    },
  ),
  handler: fc.string(),
  worker: fc.string(),
  startedAt: time,
  at: time,
};

const deadLettered: DeadLetteredRecord = {
  kind: 'dead-lettered',
  deadLetterId: 'd',
  messageId: 'm',
  queue: 'q',
  at: new Date(5),
  cause: 'expired',
  failure: { code: 'expired', message: 'waited too long' },
  attempt: 1,
  redrives: 2,
  edits: 1,
  exchange: '',
  routingKey: 'q',
  headers: {},
  properties: { contentType: 'application/json', priority: 3 },
  body: '{}',
  encoding: 'utf8',
};

const records: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ kind: fc.constant('processed'), event, ...attempted }),
  fc.record(
    { kind: fc.constant('failed'), failure, retryInMs: fc.nat(), event, ...attempted },
    { requiredKeys: ['kind', 'failure', 'delivery', 'handler', 'worker', 'startedAt', 'at'] },
  ),
  fc.constant(deadLettered),
  fc.record({ kind: fc.constant('discarded'), ...acted }),
  fc.record(
    {
      kind: fc.constantFrom('claimed', 'released'),
      of: fc.constantFrom('dead-letter', 'replay'),
      key: fc.string(),
      claim: fc.string(),
      supersedes: fc.string(),
      worker: fc.string(),
      at: time,
    },
    { requiredKeys: ['kind', 'of', 'key', 'claim', 'worker', 'at'] },
  ),
  fc.record(
    { kind: fc.constant('redriven'), redrives: fc.nat(), edited: event, ...acted },
    { requiredKeys: ['kind', 'deadLetterId', 'messageId', 'queue', 'at', 'by', 'reason'] },
  ),
  fc.record(
    {
      ...{ kind: fc.constant('progress'), delivery: attempted.delivery, worker: fc.string() },
      ...{ at: time, done: fc.nat(), of: fc.nat(), state: payload },
    },
    { requiredKeys: ['kind', 'delivery', 'worker', 'at', 'done'] },
  ),
);

describe('a record of the journal', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(records, (record) => {
        expect(checkRecord(writeRecord(record as JournalRecord).json)).toEqual(record);
      }),
    );
  });

  it('is kept without its payload when a handler made that something JSON cannot say', () => {
    const event = { id: 'e', tipo: 'T', payload: { amount: 7n } };
    const { json } = writeRecord({ ...processed('m'), event });
    expect(checkRecord(json)).toEqual({ ...processed('m'), event: { ...event, payload: {} } });
  });

  it.each([
    ['another version', { v: 2 }],
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

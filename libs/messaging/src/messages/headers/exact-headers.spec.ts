import { headers as headerNames } from '@warren/model';
import { rawField, rawList, rawTable, rawText, rawValue, topology } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import fc from 'fast-check';
import { readDelivery } from '../../decoding/read-delivery';
import { writeCopy } from '../../failures/write-copy';
import { readDeadLetter } from '../../dead-letters/recording/read-dead-letter';
import { writeRedrive } from '../../dead-letters/redrive/write-redrive';
import { checkRecord } from '../../records/check-record';
import type { DeadLetteredRecord, ProcessedRecord } from '../journal-record';
import { writeRecord } from '../../records/write-record';
import type { OutgoingMessage } from '../outgoing-message';
import { writeReplay } from '../../replay/write-replay';
import { checkDeferred, writeRelayed } from '../../schedule/write-relayed';
import { anyHeaderValue, publisherFields, receive, sentHeaders } from './any-header.harness';
import { isPublisherHeader } from './header-owner';
import { showValue } from './show-headers';

const NOW = Date.UTC(2026, 10, 30);
const QUEUE = 'etl.jobs';
const event = { id: 'e', tipo: 'T', payload: {} };
const int64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};

/** A message with these headers, as a worker receives it. */
function received(headers: readonly Buffer[]): ConsumeMessage {
  return {
    content: Buffer.from(JSON.stringify(event)),
    fields: { exchange: 'events.direct', routingKey: 'etl.job' },
    properties: receive({ headers, messageId: 'm1' }),
  } as unknown as ConsumeMessage;
}

function copyOf(message: ConsumeMessage): OutgoingMessage {
  const failed = { message, delivery: readDelivery(message, QUEUE), handler: 'H.run' };
  const failure = { code: 'busy', message: 'later' };
  const decision = { kind: 'retry', waitMs: 1_000, delayMs: 1_000, failure } as const;
  return writeCopy({ ...failed, decision, failedAt: new Date(NOW) }, topology);
}

function redriveOf(message: ConsumeMessage): OutgoingMessage {
  const record = readDeadLetter(message, topology, new Date(NOW));
  const kept = checkRecord(writeRecord(record).json) as DeadLetteredRecord;
  return writeRedrive(kept);
}

function replayOf(message: ConsumeMessage): OutgoingMessage {
  const times = { startedAt: new Date(NOW), at: new Date(NOW) };
  const run = { delivery: readDelivery(message, QUEUE), handler: 'H.run', worker: 'w', ...times };
  const written = writeRecord({ kind: 'processed', event, ...run });
  const record = checkRecord(written.json) as ProcessedRecord;
  return writeReplay({ record, original: 'm1', messageId: 'm2' }, QUEUE);
}

function relayOf(message: ConsumeMessage): OutgoingMessage {
  const deferred = { deliverAt: new Date(NOW), mandatory: true, persistent: true };
  const route = { exchange: 'events.direct', routingKey: 'etl.job' };
  const delivery = { ...readDelivery(message, topology.schedule.queue), ...route, deferred };
  checkDeferred(delivery, topology, NOW);
  return writeRelayed(event, delivery, NOW);
}

/** Those that RabbitMQ takes: no number that is infinite, or none. It knows two booleans. */
const header = anyHeaderValue.filter(
  (bytes) =>
    showValue(bytes) !== undefined && !(bytes.toString('latin1', 0, 1) === 't' && bytes[1]! > 1),
);
const name = fc
  .oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.constant('x-request-id'))
  .filter((each) => isPublisherHeader(each) && each !== '__proto__');

describe("a publisher's headers", () => {
  it.each([
    ['the copy for the next attempt', copyOf],
    ['the copy that a redrive sends', redriveOf],
    ['the copy that a replay sends', replayOf],
    ['the message that the schedule relays', relayOf],
  ])('are, byte for byte, in %s', (_, write) => {
    const headers = fc.uniqueArray(fc.tuple(name, header), { selector: ([each]) => each });
    fc.assert(
      fc.property(headers, (fields) => {
        const sent = fields.map(([each, value]) => rawField(each, value));
        const arrived = sentHeaders(write(received(sent)));
        expect(arrived).toEqual(Object.fromEntries(fields));
      }),
    );
  });

  it('are kept as bytes only where their JavaScript values would not restore them', () => {
    const { encodedHeaders, headers } = readDelivery(
      received([
        rawField('text', rawText('é')),
        rawField('flag', rawValue('t', Buffer.of(1))),
        rawField('small', rawValue('b', Buffer.of(5))),
        rawField('large', rawValue('l', int64(2n ** 53n - 1n))),
        rawField('int', rawValue('I', Buffer.of(0, 0, 0, 5))),
        rawField('beyond', rawValue('l', int64(2n ** 53n + 1n))),
        rawField('warren-attempt', rawValue('I', Buffer.of(0, 0, 0, 2))),
      ]),
      QUEUE,
    );
    expect(headers).toEqual({ text: 'é', flag: true, small: 5, large: 2 ** 53 - 1, int: 5 });
    expect(Object.keys(encodedHeaders ?? {})).toEqual(['int', 'beyond']);
    const plain = readDelivery(received([rawField('text', rawText('é'))]), QUEUE);
    expect(plain).not.toHaveProperty('encodedHeaders');
  });

  it.each([rawText('text'), rawValue('F', rawTable([rawField('forged', rawText('x'))]))])(
    'count as left out where one is named `__proto__` (%#)',
    (value) => {
      const message = received([rawField('lang', rawText('es')), rawField('__proto__', value)]);
      const read = readDelivery(message, QUEUE);
      expect(read).toMatchObject({ headers: { lang: 'es' }, headersLeftOut: 1 });
      const copy = copyOf(message);
      expect(sentHeaders(copy)).toEqual({ lang: rawText('es') });
      expect(copy.properties.headers).toMatchObject({ [headerNames.headersLeftOut]: 1 });
    },
  );

  it('may be numbers that only RabbitMQ and Kombu write, which amqplib does not know', () => {
    const numbers = [rawValue('L', int64(-7n)), rawValue('L', int64(2n ** 60n + 1n))];
    const fields = [rawField('one', numbers[0]!), rawField('list', rawList(numbers))];
    const message = received(fields);
    expect(readDelivery(message, QUEUE).headers).toEqual({ one: -7 });
    expect(sentHeaders(copyOf(message))).toEqual({ one: numbers[0], list: rawList(numbers) });
  });

  it('are left out of a record whose bytes RabbitMQ would not take', () => {
    const nan = Buffer.alloc(9, 'd');
    nan.writeDoubleBE(NaN, 1);
    const deep = (levels: number): Buffer => {
      let value = rawList([]);
      for (let level = 1; level < levels; level += 1) value = rawList([value]);
      return value;
    };
    for (const bytes of [nan, rawList([nan]), deep(65), Buffer.from('?1'), Buffer.alloc(0)]) {
      const record = readDeadLetter(received([]), topology, new Date(NOW));
      const forged = { ...record, encodedHeaders: { odd: bytes.toString('base64') } };
      expect(sentHeaders(writeRedrive(forged))).toEqual({});
    }
  });

  it('are found in the bytes of properties by their names', () => {
    const fields = [rawField('a', rawText('1')), rawField('x-death', rawValue('V'))];
    const section = Buffer.concat([Buffer.of(0x20, 0), rawTable(fields)]);
    expect(publisherFields(section)).toEqual({ a: rawText('1') });
  });
});

import { headers as names } from '@warren/model';
import { topology } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import { readDelivery } from '../../decoding/read-delivery';
import { writeCopy } from '../../failures/write-copy';
import { readDeadLetter } from '../../dead-letters/recording/read-dead-letter';
import { writeRedrive } from '../../dead-letters/redrive/write-redrive';
import { checkRecord } from '../../records/check-record';
import type { DeadLetteredRecord } from '../journal-record';
import { processed } from '../../journal/stream-journal.harness';
import { MAX_RECORD_BYTES } from '../../records/record-limits';
import { writeRecord } from '../../records/write-record';
import { writeReplay } from '../../replay/write-replay';
import type { OutgoingMessage } from '../outgoing-message';
import { showHeaders } from './show-headers';

const LEFT_OUT = names.headersLeftOut;
const long = 'x'.repeat(20_000);

function arrived(
  headers: object,
  { body, properties }: Partial<OutgoingMessage> = {},
): ConsumeMessage {
  return {
    content: body ?? Buffer.from('{}'),
    fields: { exchange: '', routingKey: 'etl.jobs' },
    properties: { messageId: 'm', ...properties, headers },
  } as unknown as ConsumeMessage;
}

function copyOf(message: ConsumeMessage, kind: 'retry' | 'dead-letter'): OutgoingMessage {
  const failure = { code: 'busy', message: 'no' };
  const decision =
    kind === 'retry'
      ? ({ kind, waitMs: 1_000, delayMs: 1_000, failure } as const)
      : ({ kind, failure } as const);
  const delivery = readDelivery(message, 'etl.jobs');
  return writeCopy(
    { message, delivery, handler: 'H.run', decision, failedAt: new Date(0) },
    topology,
  );
}

const headersOf = ({ properties }: OutgoingMessage): Record<string, unknown> =>
  properties.headers as Record<string, unknown>;

describe('headers that a copy has no room for', () => {
  const first = arrived({ lang: 'es', one: long, two: long, three: long });

  it('are counted in each copy, and in its dead letter, its record and its redrive', () => {
    const retry = copyOf(first, 'retry');
    expect(headersOf(retry)).toMatchObject({ lang: 'es', one: long, [LEFT_OUT]: 2 });
    const again = copyOf(arrived({ ...headersOf(retry), more: long }, retry), 'dead-letter');
    expect(headersOf(again)[LEFT_OUT]).toBe(3);
    const record = readDeadLetter(arrived(headersOf(again), again), topology, new Date(0));
    expect(record).toMatchObject({ headers: { lang: 'es' }, headersLeftOut: 3 });
    expect(showHeaders(record)).toEqual({ lang: 'es', one: long, [LEFT_OUT]: 3 });
    const read = checkRecord(writeRecord(record).json) as DeadLetteredRecord;
    expect(read.headersLeftOut).toBe(3);
    expect(headersOf(writeRedrive(read))[LEFT_OUT]).toBe(3);
  });

  it('are counted when the dead letter comes with more than is kept, and when an event is replayed', () => {
    const record = readDeadLetter(first, topology, new Date(0));
    expect(record.headersLeftOut).toBe(2);
    expect(Object.keys(record.headers)).toEqual(['lang', 'one']);
    const { delivery, ...rest } = processed('m');
    const { headers } = readDelivery(first, 'etl.jobs');
    const replayed = { ...rest, delivery: { ...delivery, headers, headersLeftOut: 1 } };
    const selected = { messageId: 'n', original: 'm', record: replayed };
    expect(headersOf(writeReplay(selected as never, 'etl.jobs'))[LEFT_OUT]).toBe(3);
  });

  it('are counted in a record that has no room for any', () => {
    const headers = { one: 'x'.repeat(MAX_RECORD_BYTES), two: 'x' };
    const { delivery, ...rest } = processed('m');
    const record = {
      ...rest,
      delivery: { ...delivery, headers, encodedHeaders: { two: 'AA==', three: 'AA==' } },
    };
    expect(checkRecord(writeRecord(record).json)).toMatchObject({
      delivery: { headers: {}, headersLeftOut: 3 },
    });
  });

  it.each([2 ** 53 - 1, 2 ** 40])(
    'leave a record that readers take, where their count was forged as %d',
    (forged) => {
      const sent = arrived({ [LEFT_OUT]: forged, one: long, two: long });
      const copy = copyOf(sent, 'dead-letter');
      for (const message of [sent, arrived(headersOf(copy), copy)]) {
        const record = readDeadLetter(message, topology, new Date(0));
        expect(checkRecord(writeRecord(record).json)).toMatchObject({ headersLeftOut: 1 });
      }
    },
  );

  it('are counted up to a bound in a forged record that is written again without any', () => {
    const headers = { one: 'x'.repeat(MAX_RECORD_BYTES) };
    const { delivery, ...rest } = processed('m');
    const forged = { ...delivery, headers, headersLeftOut: 2 ** 53 - 1 };
    const { json } = writeRecord({ ...rest, delivery: forged });
    expect(checkRecord(json)).toMatchObject({ delivery: { headers: {} } });
  });

  it('are not spoken of where none is missing', () => {
    const copy = copyOf(arrived({ lang: 'es' }), 'dead-letter');
    expect(headersOf(copy)).not.toHaveProperty(LEFT_OUT);
    const record = readDeadLetter(arrived(headersOf(copy), copy), topology, new Date(0));
    expect(record).not.toHaveProperty('headersLeftOut');
    expect(showHeaders(record)).toEqual({ lang: 'es' });
  });
});

import { headers as names } from '@warren/model';
import { topology } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import { readDelivery } from '../../decoding/read-delivery';
import { writeCopy } from '../../failures/write-copy';
import type { DeadLetteredRecord } from '../../messages/journal-record';
import { readDeadLetter } from './read-dead-letter';

const now = new Date(1_800_000_000_000);
const SECONDS = 1_700_000_000;
const time = { '!': 'timestamp', value: SECONDS };
const etl = { queue: 'etl.jobs', exchange: 'events.direct', 'routing-keys': ['etl.job'], time };
const stage = {
  queue: 'delay.03',
  reason: 'expired',
  exchange: 'delay.03',
  'routing-keys': ['1'],
  time,
};

function message(
  headers: unknown,
  properties: object = { messageId: 'm1' },
  content: Buffer | string = '{}',
): ConsumeMessage {
  return {
    content: Buffer.from(content as string),
    fields: { exchange: 'dead-letters', routingKey: 'etl.jobs' },
    properties: { ...properties, headers },
  } as unknown as ConsumeMessage;
}

const read = (...given: Parameters<typeof message>): DeadLetteredRecord =>
  readDeadLetter(message(...given), topology, now);

const FAILED = {
  [names.attempt]: 2,
  [names.exchange]: 'events.direct',
  [names.routingKey]: 'etl.job',
  [names.queue]: 'etl.jobs',
  [names.handler]: 'EtlHandler.run',
  [names.failureCode]: 'busy',
  [names.failureMessage]: 'try later',
  [names.firstFailedAt]: 1_699_999_999_000,
  [names.lastFailedAt]: 1_700_000_000_123,
};

describe('reading a dead letter', () => {
  it('reads what our own copy says (I7)', () => {
    const original = message(
      { lang: 'es', [names.publishedAt]: 1_699_999_990_000, [names.redrives]: 2, [names.edits]: 1 },
      { messageId: 'm1', correlationId: 'c1', contentType: 'application/json', expiration: '9' },
      '{"id":"1"}',
    );
    const copy = writeCopy(
      {
        message: original,
        delivery: { ...readDelivery(original, 'etl.jobs'), exchange: 'events.direct' },
        handler: 'EtlHandler.run',
        decision: { kind: 'dead-letter', failure: { code: 'busy', message: 'try later' } },
        failedAt: new Date(1_700_000_000_123),
      },
      topology,
    );
    const { headers, ...properties } = copy.properties as { headers: unknown };
    expect(read(headers, properties, copy.body)).toEqual({
      kind: 'dead-lettered',
      deadLetterId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      messageId: 'm1',
      queue: 'etl.jobs',
      at: new Date(1_700_000_000_123),
      cause: 'failed',
      failure: { code: 'busy', message: 'try later' },
      handler: 'EtlHandler.run',
      attempt: 1,
      redrives: 2,
      edits: 1,
      exchange: 'events.direct',
      routingKey: 'etl.jobs',
      publishedAt: new Date(1_699_999_990_000),
      firstFailedAt: new Date(1_700_000_000_123),
      correlationId: 'c1',
      headers: { lang: 'es' },
      properties: { contentType: 'application/json' },
      body: '{"id":"1"}',
      encoding: 'utf8',
    });
  });

  it.each(['rejected', 'expired', 'delivery_limit', 'maxlen'])(
    'takes the word of the broker that it was %s, and the route it first had',
    (reason) => {
      expect(read({ lang: 'es', 'x-death': [{ ...etl, reason }] })).toMatchObject({
        cause: reason,
        failure: { code: reason },
        queue: 'etl.jobs',
        exchange: 'events.direct',
        routingKey: 'etl.job',
        at: new Date(SECONDS * 1_000),
        headers: { lang: 'es' },
      });
    },
  );

  it('says what happened last: a retry that then hit the delivery limit did not fail', () => {
    const letter = read({ ...FAILED, 'x-death': [{ ...etl, reason: 'delivery_limit' }, stage] });
    expect(letter).toMatchObject({
      cause: 'delivery_limit',
      queue: 'etl.jobs',
      attempt: 2,
      exchange: 'events.direct',
      routingKey: 'etl.job',
      firstFailedAt: new Date(1_699_999_999_000),
    });
    expect(letter.handler).toBeUndefined();
  });

  it('takes a stay in the delay stages for no death', () => {
    const deaths = { 'x-death': [stage], 'x-first-death-queue': 'delay.03' };
    expect(read({ ...FAILED, ...deaths })).toMatchObject({ cause: 'failed', queue: 'etl.jobs' });
    const later = { 'x-death': [stage, { ...etl, reason: 'expired' }] };
    expect(read(later)).toMatchObject({ cause: 'expired', queue: 'etl.jobs' });
  });

  it.each<[string, unknown]>([
    ['no headers', undefined],
    ['deaths that are none', { 'x-death': 'often' }],
    ['deaths of nothing', { 'x-death': [null, 7, {}, { queue: 7 }, { queue: '' }] }],
    ['headers of other types', { [names.queue]: 7, [names.failureCode]: {}, [names.attempt]: -1 }],
    ['numbers that are none', { n: NaN, m: Infinity }],
  ])('takes a message with %s, and gives it an id', (_, headers) => {
    const letter = read(headers, {});
    expect(letter).toMatchObject({
      cause: 'rejected',
      failure: { code: 'unexplained' },
      queue: 'dead-letters',
      at: now,
      attempt: 1,
      headers: {},
    });
    expect(letter.messageId).not.toBe('');
  });

  it('keeps bytes that are no text, and a byte order mark', () => {
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    const letter = read({}, {}, bytes);
    expect(letter.encoding).toBe('base64');
    expect(Buffer.from(letter.body, 'base64')).toEqual(bytes);
    const marked = Buffer.from('\ufeff{}');
    expect(Buffer.from(read({}, {}, marked).body, 'utf8')).toEqual(marked);
  });

  it('keeps the properties that can be sent again, and no other', () => {
    const properties = {
      messageId: 'm1',
      type: 'T',
      priority: 3,
      timestamp: 2 ** 64,
      appId: '\ufffd'.repeat(100),
      replyTo: 'respuestas',
      userId: 'guest',
      expiration: '100',
      deliveryMode: 2,
    };
    expect(read({}, properties).properties).toEqual({
      type: 'T',
      priority: 3,
      replyTo: 'respuestas',
    });
  });
});

describe('the id of a dead letter', () => {
  const once = read(FAILED).deadLetterId;

  it('is the same when the message is recorded twice', () => {
    expect(readDeadLetter(message(FAILED), topology, new Date()).deadLetterId).toBe(once);
  });

  it('is another when the message dies again, or another message dies', () => {
    const ids = [
      once,
      read({ ...FAILED, [names.redrives]: 1 }).deadLetterId,
      read({ ...FAILED, [names.lastFailedAt]: 1_700_000_000_124 }).deadLetterId,
      read({ ...FAILED, [names.queue]: 'mensajes' }).deadLetterId,
      read({ ...FAILED, 'x-death': [{ ...etl, reason: 'expired' }] }).deadLetterId,
      read(FAILED, { messageId: 'm2' }).deadLetterId,
      read(FAILED, { messageId: 'm1' }, '{"other":1}').deadLetterId,
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is one for all copies of one redrive, whenever and however they die (I17)', () => {
    const redriven = { ...FAILED, [names.redrives]: 1 };
    const ids = [
      read(redriven),
      read({ ...redriven, [names.lastFailedAt]: 1_700_000_000_124 }),
      read({ ...redriven, [names.attempt]: 7 }),
    ].map(({ deadLetterId }) => deadLetterId);
    expect(new Set(ids).size).toBe(1);
    const others = [
      read({ ...redriven, [names.redriveOf]: 'a' }),
      read({ ...redriven, [names.redriveOf]: 'b' }),
      read({ ...FAILED, [names.redrives]: 2 }),
      read({ ...redriven, [names.queue]: 'mensajes' }),
      read(redriven, { messageId: 'm1' }, '{"edited":1}'),
    ].map(({ deadLetterId }) => deadLetterId);
    expect(new Set([...ids, ...others]).size).toBe(6);
  });

  it('is of its own for each message without an id: they may be alike and not the same', () => {
    expect(read({}, {}).deadLetterId).not.toBe(read({}, {}).deadLetterId);
  });
});

import { headers as names } from '@warren/model';
import { topology } from '@warren/testing';
import type { ConsumeMessage, MessageProperties } from 'amqplib';
import type { FailureDecision } from './decide-failure';
import { readDelivery } from '../decoding/read-delivery';
import { writeCopy, writeMinimalCopy } from './write-copy';

const failure = { code: 'busy', message: 'try later' };
const failedAt = new Date(1_700_000_000_000);
const message = {
  content: Buffer.from('{"bytes":"as they came"}'),
  fields: { exchange: 'events.direct', routingKey: 'etl.job' },
  properties: {
    messageId: 'm1',
    correlationId: 'c1',
    contentType: 'application/json',
    expiration: '1000',
    userId: 'somebody',
    priority: 4,
    headers: { lang: 'es', 'x-death': [{}], 'x-first-death-queue': 'q', CC: ['o'], BCC: ['o'] },
  },
} as unknown as ConsumeMessage;

function copyFor(decision: FailureDecision): ReturnType<typeof writeCopy> {
  const delivery = readDelivery(message, 'etl.jobs');
  return writeCopy({ message, delivery, handler: 'EtlHandler.run', decision, failedAt }, topology);
}

describe('the copy of a failed message', () => {
  it('waits for the queue that failed and no other, as long as the jitter says (I6)', () => {
    const copy = copyFor({ kind: 'retry', waitMs: 2_000, delayMs: 2_100, failure });
    expect(copy).toMatchObject({ exchange: '', routingKey: 'etl.jobs.retry.2s' });
    expect(copy.properties.expiration).toBe('2100');
    expect(copy.properties.headers).toMatchObject({ [names.attempt]: 2 });
  });

  it('goes to the dead-letter exchange with the reason, by the name of its queue (I7)', () => {
    const copy = copyFor({ kind: 'dead-letter', failure });
    expect(copy).toMatchObject({
      exchange: topology.deadLetters.exchange.name,
      routingKey: 'etl.jobs',
    });
    expect(copy.properties.headers).toEqual({
      lang: 'es',
      [names.attempt]: 1,
      [names.exchange]: 'events.direct',
      [names.routingKey]: 'etl.job',
      [names.queue]: 'etl.jobs',
      [names.handler]: 'EtlHandler.run',
      [names.failureCode]: 'busy',
      [names.failureMessage]: 'try later',
      [names.firstFailedAt]: failedAt.getTime(),
      [names.lastFailedAt]: failedAt.getTime(),
    });
  });

  it('keeps the bytes and the properties, but for a foreign user, and expires when its wait is over', () => {
    const { body, properties } = copyFor({ kind: 'retry', waitMs: 1_000, delayMs: 1_050, failure });
    expect(body).toBe(message.content);
    expect({ ...properties, headers: undefined }).toEqual({
      messageId: 'm1',
      correlationId: 'c1',
      contentType: 'application/json',
      persistent: true,
      mandatory: true,
      expiration: '1050',
      headers: undefined,
    });
  });

  it('carries no header the broker would act on: its death records, CC and BCC', () => {
    const { properties } = copyFor({ kind: 'retry', waitMs: 1_000, delayMs: 1_000, failure });
    const carried = Object.keys(properties.headers as object).filter(
      (name) => !name.startsWith('warren-'),
    );
    expect(carried).toEqual(['lang']);
  });

  it("keeps the publisher's own headers, also those that begin with `x-`", () => {
    const headers = { 'X-B3-TraceId': 'abc', 'x-delay': 5, cc: 'a name', 'x-delivery-count': 3 };
    const foreign = { ...message, properties: { ...message.properties, headers } };
    const delivery = readDelivery(foreign, 'etl.jobs');
    const decision: FailureDecision = { kind: 'dead-letter', failure };
    const failed = { message: foreign, delivery, handler: 'H.run', decision, failedAt };
    const copied = writeCopy(failed, topology).properties.headers as Record<string, unknown>;
    expect(copied).toMatchObject({ 'X-B3-TraceId': 'abc', 'x-delay': 5, cc: 'a name' });
    expect(copied).not.toHaveProperty('x-delivery-count');
  });

  it('leaves out properties that were read and cannot be written again', () => {
    const odd = {
      ...message,
      properties: {
        messageId: 'm1',
        timestamp: 2 ** 64,
        type: '\ufffd'.repeat(100),
        appId: 'x'.repeat(255),
        // As AMQP 1.0 leaves it. The broker closes the channel that sends it without a consumer.
        replyTo: 'amq.rabbitmq.reply-to',
        priority: 9,
      },
    } as unknown as ConsumeMessage;
    const delivery = readDelivery(odd, 'etl.jobs');
    const decision: FailureDecision = { kind: 'dead-letter', failure };
    const { properties } = writeCopy(
      { message: odd, delivery, handler: 'H', decision, failedAt },
      topology,
    );
    expect({ ...properties, headers: undefined }).toEqual({
      messageId: 'm1',
      appId: 'x'.repeat(255),
      priority: 9,
      persistent: true,
      mandatory: true,
      headers: undefined,
    });
  });

  it('is, at the least, the bytes, the id and our headers', () => {
    const delivery = readDelivery(message, 'etl.jobs');
    const failed = { message, delivery, handler: 'H', failedAt };
    const decision: FailureDecision = { kind: 'retry', waitMs: 1_000, delayMs: 1_000, failure };
    const whole = writeCopy({ ...failed, decision }, topology);
    const least = writeMinimalCopy({ ...failed, decision }, topology);
    const { lang, ...ours } = whole.properties.headers as Record<string, unknown>;
    expect(lang).toBe('es');
    expect(least).toEqual({
      ...whole,
      properties: {
        messageId: 'm1',
        persistent: true,
        mandatory: true,
        expiration: '1000',
        headers: ours,
      },
    });
  });

  it.each([
    ['for a retry', { kind: 'retry', waitMs: 1_000, delayMs: 1_000, failure }],
    ['for the dead letters', { kind: 'dead-letter', failure }],
  ] as const)(
    'says %s how often it was redriven and edited, when it was published, what it replays and follows from',
    (_, decision) => {
      const ours = {
        [names.redrives]: 2,
        [names.redriveOf]: 'd0',
        [names.edits]: 1,
        [names.replayOf]: 'm0',
        [names.causationId]: 'c0',
      };
      const headers = { big: 'x'.repeat(32_700), ...ours };
      const timestamp = 1_700_000_000_000_000_000;
      const properties = { messageId: 'm1', timestamp, headers } as unknown as MessageProperties;
      const again = { ...message, properties };
      const delivery = readDelivery(again, 'etl.jobs');
      const failed = { message: again, delivery, handler: 'H', decision, failedAt };
      for (const copy of [writeCopy(failed, topology), writeMinimalCopy(failed, topology)]) {
        const publishedAt = { [names.publishedAt]: 1_700_000_000_000 };
        expect(copy.properties.headers).toMatchObject({ ...ours, ...publishedAt });
      }
    },
  );

  it('has no failure when the message was only put off, and all that says when it is due', () => {
    const due = {
      [names.edits]: 1,
      ...{ [names.deliverAt]: 5_000, [names.expiration]: 9 },
      ...{ [names.priority]: 7, [names.mandatory]: false },
    };
    const waiting = {
      ...message,
      properties: { messageId: 'm1', headers: { big: 'x'.repeat(32_700), ...due } },
    } as unknown as ConsumeMessage;
    const delivery = readDelivery(waiting, 'scheduled');
    const decision = { kind: 'postpone', delayMs: 300 } as const;
    const put = { message: waiting, delivery, handler: 'H', decision, failedAt };
    expect(writeCopy(put, topology)).toMatchObject({ exchange: '', routingKey: 'delay.stage.01' });
    expect(writeMinimalCopy(put, topology).properties.headers).toEqual({
      ...due,
      [names.exchange]: 'events.direct',
      [names.routingKey]: 'etl.job',
      [names.attempt]: 1,
    });
  });

  it('remembers the first failure on the copies that follow', () => {
    const first = writeFirst();
    const again = {
      ...message,
      properties: { ...message.properties, headers: first.properties.headers as object },
    } as ConsumeMessage;
    const later = new Date(failedAt.getTime() + 5_000);
    const copy = writeCopy(
      {
        message: again,
        delivery: readDelivery(again, 'etl.jobs'),
        handler: 'H',
        decision: { kind: 'dead-letter', failure },
        failedAt: later,
      },
      topology,
    );
    expect(copy.properties.headers).toMatchObject({
      [names.attempt]: 2,
      [names.firstFailedAt]: failedAt.getTime(),
      [names.lastFailedAt]: later.getTime(),
    });
  });
});

function writeFirst(): ReturnType<typeof writeCopy> {
  return copyFor({ kind: 'retry', waitMs: 1_000, delayMs: 1_000, failure });
}

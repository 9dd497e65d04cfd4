import { headers as names, type EventDto } from '@warren/model';
import { exchanges, topology } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import { readDelivery } from '../decoding/read-delivery';
import { PermanentError } from '../messages/handler-errors';
import type { OutgoingMessage } from '../messages/outgoing-message';
import { writeMessage, type PublishOptions } from '../messages/write-message';
import { checkDeferred, writeRelayed } from '../schedule/write-relayed';
import { writeLogEntry, writeScheduled } from './write-scheduled';

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const DAYS_30 = 720 * HOUR_MS;
const ID = '0198c0de-0000-7000-8000-000000000001';
const event: EventDto = { id: 'e1', tipo: 'T', payload: { n: 1, lab: { fail: 'crash' } } };
const route = { exchange: exchanges.topic.name, routingKey: 'orders.eu.created' };
const everything: PublishOptions = {
  headers: { lang: 'es', n: 5, yes: true },
  causationId: 'm0',
  correlationId: 'c-1',
  replyTo: 'respuestas',
  expiration: 60_000,
  priority: 7,
  persistent: false,
  mandatory: false,
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
};

const plain = (options: PublishOptions): OutgoingMessage =>
  writeMessage(route, event, ID, options, NOW);
const scheduled = (options: PublishOptions, afterMs = 3_000): OutgoingMessage =>
  writeScheduled(plain(options), new Date(NOW + afterMs), topology, NOW);

/** The message as the queue of the schedule delivers it. */
function delivered({ body, properties, routingKey }: OutgoingMessage): ConsumeMessage {
  return {
    content: body,
    fields: { exchange: '', routingKey },
    properties: { ...properties, deliveryMode: 2, mandatory: undefined },
  } as unknown as ConsumeMessage;
}

/** What comes out at the end of what went in. */
function relayed(message: OutgoingMessage, at: number): OutgoingMessage {
  const delivery = readDelivery(delivered(message), topology.schedule.queue);
  checkDeferred(delivery, topology, at);
  return writeRelayed(JSON.parse(message.body.toString()) as EventDto, delivery, at);
}

/** The code of the failure that is not to be tried again; undefined when there is none. */
function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(PermanentError);
    return (error as PermanentError).code;
  }
}

describe('a message for later', () => {
  it('goes to its first delay stage itself, the longest that ends before its time (I9)', () => {
    expect(scheduled({})).toMatchObject({ exchange: '', routingKey: 'delay.stage.04' });
  });

  it('has nothing that the broker would act on while it waits', () => {
    const { properties } = scheduled(everything);
    expect(properties).toMatchObject({ messageId: ID, persistent: true, mandatory: true });
    expect(properties.expiration).toBeUndefined();
    expect(properties.priority).toBeUndefined();
    expect(properties.headers).toMatchObject({ [names.expiration]: 60_000, [names.priority]: 7 });
  });

  it.each([0, -1, Number.NaN])('is not written for %p ms ahead', (afterMs) => {
    expect(() => scheduled({}, afterMs)).toThrow(RangeError);
  });

  it('is not written further ahead than the schedule reaches, which no other attempt changes (I3)', () => {
    expect(() => scheduled({}, DAYS_30)).not.toThrow();
    expect(codeOf(() => scheduled({}, DAYS_30 + 1))).toBe('too_far_ahead');
  });

  it('is not written for a route that the relay refuses, which no other attempt changes (I3)', () => {
    const message = { ...plain({}), exchange: '', routingKey: 'etl.jobs' };
    const write = (): unknown => writeScheduled(message, new Date(NOW + 1), topology, NOW);
    expect(codeOf(write)).toBe('route_not_allowed');
  });

  it('has an entry in the log that says when it is due, and nothing of the event', () => {
    expect(writeLogEntry(scheduled(everything), topology)).toEqual({
      exchange: '',
      routingKey: 'schedule.log',
      body: Buffer.alloc(0),
      properties: {
        messageId: ID,
        type: 'scheduled',
        persistent: true,
        mandatory: true,
        headers: { [names.deliverAt]: NOW + 3_000 },
      },
    });
  });

  it('comes out as its publisher would have sent it, and says when', () => {
    const at = NOW + 3_020;
    for (const options of [{}, everything]) {
      const expected = plain(options);
      expect(relayed(scheduled(options), at)).toEqual({
        ...expected,
        properties: {
          ...expected.properties,
          headers: {
            ...(expected.properties.headers as object),
            [names.deliverAt]: NOW + 3_000,
            [names.relayedAt]: at,
          },
        },
      });
    }
  });

  it('is not relayed when it does not say for when', () => {
    const message = { ...plain({}), routingKey: 'scheduled' };
    expect(() => relayed(message, NOW)).toThrow('it does not say when it is to be delivered');
  });

  it.each([
    ['an exchange that is none', 'amq.topic', 'k'],
    ['the dead letters', 'dead-letters', 'k'],
    ['the delay stages', '', 'delay.stage.00'],
    ['a retry queue', '', 'etl.jobs.retry.1s'],
    ['an exchange that an earlier version had', 'delay.delivery', 'k'],
    ['the journal by the default exchange', '', 'journal'],
    ['a key that the fanout endpoint does not use', 'events.fanout', 'k'],
  ])('is not relayed to %s, whichever client wrote it (I14)', (_, exchange, routingKey) => {
    const message = scheduled({});
    const forged = {
      ...(message.properties.headers as object),
      [names.exchange]: exchange,
      [names.routingKey]: routingKey,
    };
    const rogue = { ...message, properties: { ...message.properties, headers: forged } };
    expect(() => relayed(rogue, NOW)).toThrow('events are not published to');
  });

  it('is not relayed, and does not rest, when it says years ahead; a clock may differ by an hour', () => {
    const message = scheduled({}, DAYS_30);
    expect(() => relayed(message, NOW - HOUR_MS)).not.toThrow();
    expect(codeOf(() => relayed(message, NOW - HOUR_MS - 1))).toBe('too_far_ahead');
  });

  it('carries no header by which the broker would send it elsewhere (I14)', () => {
    const message = scheduled({});
    const forged = { ...(message.properties.headers as object), CC: 'a', BCC: 'b', 'x-death': 'c' };
    const rogue = { ...message, properties: { ...message.properties, headers: forged } };
    expect(Object.keys(relayed(rogue, NOW).properties.headers as object).sort()).toEqual(
      ['traceparent', names.deliverAt, names.publishedAt, names.relayedAt].sort(),
    );
  });
});

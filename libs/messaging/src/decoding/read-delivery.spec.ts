import { headers as names } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { readDelivery, redeliveriesOf } from './read-delivery';

function message(properties: object, fields: object = {}): ConsumeMessage {
  return {
    content: Buffer.alloc(0),
    properties,
    fields: { exchange: 'events.direct', routingKey: 'info', ...fields },
  } as unknown as ConsumeMessage;
}

describe('reading what stands around a message', () => {
  it('takes what the gateway wrote', () => {
    const delivery = readDelivery(
      message({
        messageId: 'm1',
        appId: 'warren',
        correlationId: 'c1',
        timestamp: 1_700_000_000,
        headers: { lang: 'es', [names.publishedAt]: 1_700_000_000_123 },
      }),
      'logs.info',
    );
    expect(delivery).toEqual({
      messageId: 'm1',
      hasGivenId: false,
      queue: 'logs.info',
      exchange: 'events.direct',
      routingKey: 'info',
      attempt: 1,
      redeliveries: 0,
      redrives: 0,
      replayOf: undefined,
      publishedAt: new Date(1_700_000_000_123),
      firstFailedAt: undefined,
      correlationId: 'c1',
      headers: { lang: 'es' },
    });
  });

  it('takes a message of another client without id, headers or content type, and gives it an id', () => {
    const delivery = readDelivery(message({ headers: undefined }), 'logs.info');
    expect(delivery).toMatchObject({
      hasGivenId: true,
      attempt: 1,
      headers: {},
      publishedAt: undefined,
    });
    expect(delivery.messageId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it.each([
    [{ redelivered: false, count: 9 }, 0],
    [{ redelivered: false, count: 2 }, 0],
    [{ redelivered: true, count: 2 }, 2],
    [{ redelivered: true, count: undefined }, 0],
  ])(
    'believes a count of returns only where the broker says that it was returned: %j',
    (sent, read) => {
      const came = message(
        { headers: { 'x-delivery-count': sent.count } },
        { redelivered: sent.redelivered },
      );
      expect(redeliveriesOf(came)).toBe(read);
      expect(readDelivery(came, 'logs.info').redeliveries).toBe(read);
    },
  );

  it('knows a copy by its headers: attempt, first failure, where it was first published', () => {
    const headers = {
      [names.attempt]: 3,
      [names.exchange]: 'events.topic',
      [names.routingKey]: 'orders.eu.created',
      [names.firstFailedAt]: 1_700_000_000_000,
    };
    expect(
      readDelivery(message({ messageId: 'm', headers }, { exchange: 'delay.delivery' }), 'q'),
    ).toMatchObject({
      attempt: 3,
      exchange: 'events.topic',
      routingKey: 'orders.eu.created',
      firstFailedAt: new Date(1_700_000_000_000),
    });
  });

  it('knows one that was redriven, and one that replays another', () => {
    const headers = { [names.redrives]: 2, [names.edits]: 1, [names.replayOf]: 'm0' };
    expect(readDelivery(message({ messageId: 'm', headers }), 'q')).toMatchObject({
      redrives: 2,
      edits: 1,
      replayOf: 'm0',
      headers: {},
    });
  });

  it('knows what it follows from and where it wants an answer', () => {
    const headers = { [names.causationId]: 'm0' };
    expect(readDelivery(message({ replyTo: 'respuestas', headers }), 'q')).toMatchObject({
      causationId: 'm0',
      replyTo: 'respuestas',
      headers: {},
    });
  });

  it.each([0, -1, 1.5, '3', null, Number.NaN, 1e300, 2 ** 53 - 1, 1_000_000_001, {}])(
    'counts attempts from 1, and no edits, when their headers are %p',
    (odd) => {
      const headers = { [names.attempt]: odd, [names.edits]: odd };
      const { attempt, edits } = readDelivery(message({ headers }), 'q');
      expect([attempt, edits]).toEqual([1, undefined]);
    },
  );

  it('survives times no date can hold', () => {
    expect(
      readDelivery(message({ timestamp: 1e300, headers: { [names.publishedAt]: -1e300 } }), 'q')
        .publishedAt,
    ).toBeUndefined();
  });

  it('takes no text that is longer than AMQP allows, since its copies carry it', () => {
    const tooLong = 'x'.repeat(256);
    const headers = {
      [names.exchange]: tooLong,
      [names.routingKey]: 'é'.repeat(128),
      [names.causationId]: tooLong,
    };
    const delivery = readDelivery(
      message({ messageId: tooLong, correlationId: tooLong, replyTo: tooLong, headers }),
      'q',
    );
    expect(delivery).toMatchObject({
      hasGivenId: true,
      exchange: 'events.direct',
      routingKey: 'info',
      correlationId: undefined,
      causationId: undefined,
      replyTo: undefined,
    });
    expect(delivery.messageId).not.toBe(tooLong);
  });

  it('keeps the properties of a publisher outside Warren, as far as a copy can have them', () => {
    const sent = { contentType: 'a/b', type: 't', priority: 3, timestamp: 1_790_000_000_123 };
    const properties = { ...sent, appId: 'x'.repeat(256), expiration: '5', userId: 'somebody' };
    const delivery = readDelivery(message(properties), 'q');
    expect(delivery.properties).toEqual(sent);
    expect(delivery.publishedAt).toEqual(new Date(1_790_000_000_123));
  });

  it("shows the publisher's plain headers only", () => {
    const headers = {
      lang: 'es',
      n: 1,
      'x-death': [{}],
      'x-first-death-queue': 'q',
      nested: { a: 1 },
      'x-request-id': 'r-1',
      Bcc: 'b',
      [names.handler]: 'H',
    };
    const shown = { lang: 'es', n: 1, 'x-request-id': 'r-1', Bcc: 'b' };
    expect(readDelivery(message({ headers }), 'q').headers).toEqual(shown);
  });
});

import { headers as names } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { echoTopology } from '../requests.harness';
import { readRequest, type ReadRequest } from './read-request';

const NOW = 1_800_000_000_000;
const REPLY_TO = 'amq.rabbitmq.reply-to.g1h2.abc==';

function read(
  properties: object,
  body = '{"pattern":"echo","data":{"text":"a"},"id":"c"}',
  isClockSkewed = false,
  redelivered = false,
): ReadRequest {
  const message = {
    content: Buffer.from(body),
    fields: { redelivered },
    properties: { replyTo: REPLY_TO, correlationId: 'c', ...properties },
  } as unknown as ConsumeMessage;
  return readRequest(message, echoTopology, NOW, isClockSkewed);
}

function deadlineOf(deadline: unknown): number | undefined {
  const found = read({ headers: { [names.deadline]: deadline } });
  return found.kind === 'request' ? found.request.deadline : undefined;
}

describe('a command as it arrives', () => {
  it.each([
    ['ahead', NOW - 3_600_000],
    ['behind', NOW + 3_600_000],
  ])('has the time it was given, by a clock that is an hour %s', (_, publishedAt) => {
    const headers = { [names.publishedAt]: publishedAt, [names.deadline]: publishedAt + 5_000 };
    const found = read({ headers }, undefined, true);
    expect(found).toMatchObject({ request: { deadline: NOW + 5_000 } });
  });

  it('is read with its address, its id and its deadline', () => {
    const headers = { [names.deadline]: NOW + 1_000, 'x-delivery-count': 2 };
    expect(read({ messageId: 'm', headers }, undefined, false, true)).toEqual({
      kind: 'request',
      request: {
        address: { replyTo: REPLY_TO, correlationId: 'c' },
        messageId: 'm',
        pattern: 'echo',
        data: { text: 'a' },
        deadline: NOW + 1_000,
        redeliveries: 2,
        isRedelivered: true,
      },
    });
  });

  it('that has no message id, as of a stock client of Nest, is known by its correlation id', () => {
    expect(read({})).toMatchObject({ request: { messageId: 'c' } });
  });

  it.each([[undefined], ['soon'], [Number.NaN], [1.5], [NOW + 10 ** 12]])(
    'has the latest deadline there is when it says %p',
    (sent) => {
      expect(deadlineOf(sent)).toBe(NOW + echoTopology.commands.longestMs);
    },
  );

  it('may have a deadline that has passed', () => {
    expect(deadlineOf(NOW - 1)).toBe(NOW - 1);
  });

  it.each([
    [{ replyTo: undefined }],
    [{ replyTo: 7 }],
    [{ replyTo: '' }],
    [{ replyTo: 'amq.rabbitmq.reply-to' }],
    [{ replyTo: 'amq.rabbitmq.reply-to.' }],
    [{ replyTo: 'xamq.rabbitmq.reply-to.g1h2.abc==' }],
    [{ replyTo: `amq.rabbitmq.reply-to.${'g'.repeat(255)}` }],
    [{ replyTo: 'first' }],
    [{ replyTo: 'commands' }],
    [{ replyTo: 'dead' }],
    [{ correlationId: undefined }],
    [{ correlationId: '' }],
  ])('cannot be answered with %j (I14)', (properties) => {
    expect(read(properties).kind).toBe('unanswerable');
  });

  it('may name a queue for replies that the topology declares', () => {
    expect(read({ replyTo: 'replies' })).toMatchObject({
      request: { address: { replyTo: 'replies' } },
    });
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '7',
    '{"data":{}}',
    '{"pattern":{"cmd":"echo"}}',
    '{"pattern":"echo","__proto__":{}}',
  ])('is faulty, and its sender gets the error, when its body is %j', (body) => {
    expect(read({}, body)).toMatchObject({
      kind: 'faulty',
      address: { replyTo: REPLY_TO, correlationId: 'c' },
      error: { kind: 'permanent', code: 'malformed_command' },
    });
  });
});

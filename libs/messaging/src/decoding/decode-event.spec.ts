import { EventDto } from '@warren/model';
import { Transform, Type } from 'class-transformer';
import { IsDate, IsInt, ValidateNested } from 'class-validator';
import type { ConsumeMessage } from 'amqplib';
import { decodeEvent } from './decode-event';

const valid = { id: '1', tipo: 'T', payload: { a: 1 } };

function message(content: Buffer | string, contentType?: unknown): ConsumeMessage {
  return {
    content: Buffer.from(content),
    properties: { contentType },
  } as unknown as ConsumeMessage;
}

describe('decoding an event', () => {
  it('gives an instance of the class of its queue', async () => {
    const event = await decodeEvent(message(JSON.stringify(valid), 'application/json'), EventDto);
    expect(event).toBeInstanceOf(EventDto);
    expect(event).toEqual(valid);
  });

  it.each([
    undefined,
    'application/json; charset=utf-8',
    'application/cloudevents+json',
    'APPLICATION/JSON',
  ])('takes the content type %p', async (contentType) => {
    await expect(
      decodeEvent(message(JSON.stringify(valid), contentType), EventDto),
    ).resolves.toEqual(valid);
  });

  it('keeps fields it does not know, since a newer publisher may send them', async () => {
    const event = await decodeEvent(message(JSON.stringify({ ...valid, extra: 1 })), EventDto);
    expect(event).toMatchObject({ extra: 1 });
  });

  it.each([
    ['text that is not JSON', '{"id":', 'malformed_json'],
    ['an empty body', '', 'malformed_json'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'malformed_json'],
    [
      'a prototype in disguise',
      '{"id":"1","tipo":"T","payload":{"__pr\\u006fto__":{}}}',
      'malformed_json',
    ],
    ['null', 'null', 'invalid_event'],
    ['an array', '[]', 'invalid_event'],
    ['a text', '"event"', 'invalid_event'],
    ['an event without payload', '{"id":"1","tipo":"T"}', 'invalid_event'],
    ['an event whose payload is an array', '{"id":"1","tipo":"T","payload":[]}', 'invalid_event'],
  ])('refuses %s for good', async (_, content, code) => {
    await expect(decodeEvent(message(content), EventDto)).rejects.toMatchObject({
      name: 'PermanentError',
      code,
    });
  });

  it.each(['text/plain', 'application/jsonx', 'application/octet-stream', 42])(
    'refuses the content type %p',
    async (contentType) => {
      await expect(
        decodeEvent(message(JSON.stringify(valid), contentType), EventDto),
      ).rejects.toMatchObject({ code: 'unsupported_content_type' });
    },
  );

  it.each([
    '{"constructor":"Acme"}',
    '{"constructor":null,"a":1}',
    '{"a":1,"constructor":{"name":"Acme"},"b":2}',
    '{"toString":"t","valueOf":[1],"hasOwnProperty":true,"isPrototypeOf":{"toString":1}}',
    '{"list":[{"constructor":"Acme","x":{"valueOf":0}},[{"toString":null}]]}',
    '{"constructor":{"constructor":{"toString":1}}}',
    '{"then":1,"toJSON":2,"length":3,"__type":4,"":5}',
  ])('hands over the payload %s exactly as it was sent', async (payload) => {
    const sent = `{"id":"1","tipo":"T","payload":${payload},"constructor":"kept"}`;
    const event = await decodeEvent(message(sent), EventDto);
    expect(JSON.stringify(event)).toBe(sent);
    expect(event).toBeInstanceOf(EventDto);
  });

  it.each([
    ['objects', 64, (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
    ['lists', 64, (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`],
    [
      'objects behind a name that is set aside',
      64,
      (depth: number) => `${'{"constructor":'.repeat(depth)}1${'}'.repeat(depth)}`,
    ],
  ])('takes %s nested to 64 levels and no deeper', async (_, most, nest) => {
    const nested = (depth: number): ConsumeMessage =>
      message(`{"id":"1","tipo":"T","payload":${nest(depth)}}`);
    await expect(decodeEvent(nested(most), EventDto)).resolves.toBeInstanceOf(EventDto);
    for (const depth of [most + 1, 100_000]) {
      await expect(decodeEvent(nested(depth), EventDto)).rejects.toMatchObject({
        name: 'PermanentError',
        code: 'invalid_event',
        message: 'nested deeper than 64 levels',
      });
    }
  });

  describe('whose payload has a class', () => {
    class Line {
      readonly [field: string]: unknown;

      @IsInt()
      readonly amount!: number;
    }
    class Payload {
      readonly [field: string]: unknown;

      @Type(() => Date)
      @IsDate()
      readonly due!: Date;

      @ValidateNested()
      @Type(() => Line)
      readonly lines!: readonly Line[];
    }
    class PaymentDto extends EventDto {
      @ValidateNested()
      @Type(() => Payload)
      override readonly payload!: Payload;
    }
    const due = '2026-01-02T00:00:00.000Z';

    function payment(payload: object): ConsumeMessage {
      return message(JSON.stringify({ ...valid, payload }));
    }

    it('gives instances of it, with every field that was sent', async () => {
      const payload = {
        constructor: 'Acme',
        due,
        lines: [{ amount: 1, constructor: 'B', free: { toString: 1, constructor: 'C' } }],
      };
      const event = await decodeEvent(payment(payload), PaymentDto);
      expect(event.payload).toBeInstanceOf(Payload);
      expect(event.payload.lines[0]).toBeInstanceOf(Line);
      expect(event.payload.due).toEqual(new Date(due));
      expect(JSON.parse(JSON.stringify(event.payload))).toEqual(payload);
    });

    it.each([
      ['a wrong field', { due, lines: [{ amount: 'much' }] }],
      ['a wrong field beside a constructor', { due, lines: [{ amount: 'much', constructor: {} }] }],
    ])('names %s of it', async (_, payload) => {
      await expect(decodeEvent(payment(payload), PaymentDto)).rejects.toThrow(
        'payload.lines.0.amount must be an integer number',
      );
    });
  });

  it('refuses for good what a decorator of its class stumbles over', async () => {
    class ShoutingDto extends EventDto {
      @Transform(({ value }: { value: string }) => value.toUpperCase())
      override readonly tipo!: string;
    }
    await expect(
      decodeEvent(message(JSON.stringify({ ...valid, tipo: 1 })), ShoutingDto),
    ).rejects.toMatchObject({ name: 'PermanentError', code: 'invalid_event' });
  });
});

import { EventDto } from '@warren/contracts';
import { Type } from 'class-transformer';
import { IsInt, ValidateNested } from 'class-validator';
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

  it('names the field of a nested payload that is wrong', async () => {
    class Payload {
      @IsInt()
      readonly amount!: number;
    }
    class PaymentDto extends EventDto {
      @ValidateNested()
      @Type(() => Payload)
      declare readonly payload: Payload & Record<string, unknown>;
    }
    const wrong = { ...valid, payload: { amount: 'much' } };
    await expect(decodeEvent(message(JSON.stringify(wrong)), PaymentDto)).rejects.toThrow(
      'payload.amount must be an integer number',
    );
  });
});

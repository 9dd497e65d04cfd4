import type { ConsumeMessage } from 'amqplib';
import { topology } from '@warren/testing';
import { bodyLimit, fitBody } from './read-body';
import { readDeadLetter } from './read-dead-letter';
import { writeRecord } from '../../records/write-record';

const MIB = 1_048_576;
const now = new Date(1_700_000_000_000);
const rejected = [{ queue: 'mensajes', reason: 'rejected', count: 1, exchange: '' }];
const message = (content: Buffer, headers: object = {}): ConsumeMessage =>
  ({
    content,
    fields: { exchange: '', routingKey: 'mensajes' },
    properties: { messageId: 'm', headers },
  }) as unknown as ConsumeMessage;
const read = (content: Buffer, max?: number): ReturnType<typeof readDeadLetter> =>
  readDeadLetter(message(content), topology, now, max);

describe('the body of a dead letter in its record', () => {
  it.each([
    ['bytes that are no text', Buffer.alloc(3 * MIB, 0xff)],
    ['characters that JSON writes as six', Buffer.alloc(MIB, 1)],
    ['quotes', Buffer.alloc(MIB, '"')],
    ['text of three bytes a character', Buffer.from('€'.repeat(400_000))],
    [
      'bytes of a compressed file',
      Buffer.from(Array.from({ length: MIB }, (_, at) => (at * 7) % 256)),
    ],
  ])('is an excerpt where it is too large: %s', (_, content) => {
    const record = read(content);
    expect(record).toMatchObject({ body: '', excerpt: { bytes: content.length } });
    expect(Buffer.byteLength(writeRecord(record).json)).toBeLessThan(20_000);
  });

  it.each([
    ['a large event of the gateway', Buffer.from(`{"t":"${'"'.repeat(250_000)}`)],
    ['bytes that are no text', Buffer.alloc(500_000, 0xff)],
    ['nothing', Buffer.alloc(0)],
  ])('is whole where it is not: %s', (_, content) => {
    const { body, encoding, excerpt } = read(content);
    expect(excerpt).toBeUndefined();
    expect(Buffer.from(body, encoding).equals(content)).toBe(true);
  });

  it('is less where the broker takes less, also when that is found out later', () => {
    const content = Buffer.alloc(200_000, 'x');
    const record = read(content);
    expect(record.excerpt).toBeUndefined();
    expect(bodyLimit(262_144)).toBe(131_072);
    expect(fitBody(record, content, 262_144)).toMatchObject({ body: '', excerpt: {} });
  });

  it('has the text of compressed bytes beside them, where both fit', () => {
    const content = Buffer.alloc(200_000, 0xff);
    const { body, decoded, excerpt } = fitBody(
      read(content),
      content,
      2 * MIB,
      '"'.repeat(300_000),
    );
    expect([body.length, decoded?.length, excerpt]).toEqual([266_668, 300_000, undefined]);
    const tooMuch = fitBody(read(content), content, 2 * MIB, '"'.repeat(400_000));
    expect([tooMuch.body.length, tooMuch.decoded]).toEqual([266_668, undefined]);
  });

  it('says `too_large` of what a worker gave back since the broker takes none so large', () => {
    const death = { 'x-death': rejected };
    const large = readDeadLetter(message(Buffer.alloc(MIB + 1), death), topology, now, MIB);
    const small = readDeadLetter(message(Buffer.alloc(MIB), death), topology, now, MIB);
    expect([large.failure.code, small.failure.code]).toEqual(['too_large', 'rejected']);
    expect(large.failure.message).toContain('1048577 bytes');
  });
});

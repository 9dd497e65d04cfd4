import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { ConsumeMessage } from 'amqplib';
import { decodeContent, MAX_DECODED_BYTES } from './decode-content';

const TEXT = '{"id":"é1","tipo":"T","payload":{}}';
const plain = Buffer.from(TEXT);

function decode(content: Buffer, contentEncoding?: unknown): Promise<Buffer> {
  return decodeContent({ content, properties: { contentEncoding } } as ConsumeMessage);
}

describe('the bytes of a message', () => {
  it.each([
    ['gzip', gzipSync(plain)],
    ['x-gzip', gzipSync(plain)],
    [' GZip ', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['deflate, gzip', gzipSync(deflateSync(plain))],
    ['gzip,utf-8', gzipSync(plain)],
    ['br,br', brotliCompressSync(brotliCompressSync(plain))],
  ])('are decoded from %p', async (encoding, content) => {
    expect((await decode(content, encoding)).toString()).toBe(TEXT);
  });

  it('are decoded from a file of several gzip members', async () => {
    const content = Buffer.concat([gzipSync(plain.subarray(0, 9)), gzipSync(plain.subarray(9))]);
    expect((await decode(content, 'gzip')).toString()).toBe(TEXT);
  });

  it.each([undefined, '', 'identity', 'utf-8', 'UTF8', 'binary', 'us-ascii', 'identity, utf-8'])(
    'are as they came where the encoding is %p',
    async (encoding) => {
      expect(await decode(plain, encoding)).toBe(plain);
    },
  );

  it.each(['zstd', 'compress', 'utf-16', 'gzip;q=1', 'gzip, deflate, br', 'gzip, lzma'])(
    'are refused for good where the encoding is %p',
    async (encoding) => {
      await expect(decode(plain, encoding)).rejects.toMatchObject({
        name: 'PermanentError',
        code: 'unsupported_encoding',
        message: expect.stringContaining(encoding) as string,
      });
    },
  );

  it.each([
    ['gzip', plain],
    ['gzip', Buffer.alloc(0)],
    ['gzip', gzipSync(plain).subarray(0, 30)],
    ['br', plain],
    ['deflate', Buffer.from([0x78])],
    ['br, gzip', gzipSync(plain)],
  ])('are refused for good where they are not what %p says', async (encoding, content) => {
    await expect(decode(content, encoding)).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'malformed_encoding',
    });
  });

  const bomb = Buffer.alloc(MAX_DECODED_BYTES + 1);
  it.each([
    ['gzip', gzipSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['br', brotliCompressSync(bomb)],
    ['gzip, br', brotliCompressSync(gzipSync(bomb))],
  ])('are refused for good where %p decodes to too much', async (encoding, content) => {
    await expect(decode(content, encoding)).rejects.toMatchObject({ code: 'decoded_too_large' });
  });

  it('may decode to just as much as allowed', async () => {
    const content = gzipSync(bomb.subarray(1));
    expect((await decode(content, 'gzip')).length).toBe(MAX_DECODED_BYTES);
  });
});

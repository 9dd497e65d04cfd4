import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ANY_RATIO_BYTES, decodeContent, MAX_DECODED_BYTES, MAX_RATIO } from './decode-content';

const TEXT = '{"id":"é1","tipo":"T","payload":{}}';
const plain = Buffer.from(TEXT);

function decode(content: Buffer, contentEncoding?: unknown): Promise<Buffer> {
  return decodeContent({ content, properties: { contentEncoding } });
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
    const content = gzipSync(Buffer.concat([randomBytes(65_536), bomb.subarray(65_537)]));
    expect((await decode(content, 'gzip')).length).toBe(MAX_DECODED_BYTES);
  });

  it('decode to 100 times what was sent at most, or to 64 KiB, however they were compressed', async () => {
    const encoders = {
      gzip: gzipSync,
      deflate: deflateSync,
      br: brotliCompressSync,
      'gzip, gzip': (bytes: Buffer) => gzipSync(gzipSync(bytes)),
      'deflate, br': (bytes: Buffer) => brotliCompressSync(deflateSync(bytes)),
    };
    const [around, beyond] = [ANY_RATIO_BYTES - 2, 10 * ANY_RATIO_BYTES].map((bytes) =>
      fc.integer({ min: bytes, max: bytes + 4 }),
    ) as [fc.Arbitrary<number>, fc.Arbitrary<number>];
    const noise = fc.integer({ min: 0, max: 8_000 });
    const names = fc.constantFrom(...(Object.keys(encoders) as (keyof typeof encoders)[]));
    await fc.assert(
      fc.asyncProperty(names, noise, fc.oneof(around, beyond), async (encoding, random, size) => {
        const bytes = Buffer.concat([randomBytes(random), Buffer.alloc(size - random, '{},')]);
        const content = encoders[encoding](bytes);
        const isTaken = size <= Math.max(ANY_RATIO_BYTES, MAX_RATIO * content.length);
        // Not compared by Jest, which takes a second for this many bytes.
        const outcome = await decode(content, encoding).then(
          (decoded) => (bytes.equals(decoded) ? 'the same' : 'others'),
          (error: { code: string }) => error.code,
        );
        expect(outcome).toBe(isTaken ? 'the same' : 'decoded_too_large');
      }),
      { numRuns: 60 },
    );
  });

  it('are decoded where they are a list of nothing but the same values', async () => {
    const values = Buffer.from(`[${Array.from({ length: 13_000 }, () => 'null').join()}]`);
    expect((await decode(gzipSync(values), 'gzip')).equals(values)).toBe(true);
  });
});

import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { ByteBudget } from './byte-budget';
import { collectBytes } from './collect-bytes';

interface Request extends PassThrough {
  headers: Record<string, string>;
}

function request(headers: Record<string, string> = {}): Request {
  return Object.assign(new PassThrough(), { headers });
}

/** The code of the error, or the text; and how often it was called back. */
async function collect(
  from: Request,
  limit = 100,
  shared = new ByteBudget(65_536),
): Promise<[string, number]> {
  let calls = 0;
  const result = await new Promise<string>((resolve) =>
    collectBytes(from as unknown as IncomingMessage, { limit, shared }, (body) => {
      calls += 1;
      resolve(body.error ? body.error.code : body.bytes.toString());
    }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return [result, calls];
}

describe('collecting the bytes of a request', () => {
  it('joins characters that were cut in two', async () => {
    const from = request();
    const bytes = Buffer.from('ñandú');
    from.write(bytes.subarray(0, 1));
    from.end(bytes.subarray(1));
    await expect(collect(from)).resolves.toEqual(['ñandú', 1]);
  });

  it('refuses bytes that are no UTF-8: a reader would put other characters there', async () => {
    const from = request();
    from.end(Buffer.from('{"id":"\xf1"}', 'latin1'));
    await expect(collect(from)).resolves.toEqual(['malformed_json', 1]);
  });

  it('is an empty text when nothing comes', async () => {
    const from = request();
    from.end();
    await expect(collect(from)).resolves.toEqual(['', 1]);
  });

  it('takes exactly the limit, and refuses a byte more when it comes', async () => {
    const [exact, over] = [request(), request()];
    exact.end('x'.repeat(100));
    await expect(collect(exact)).resolves.toEqual(['x'.repeat(100), 1]);
    over.write('x'.repeat(60));
    over.write('x'.repeat(41));
    over.end('more');
    await expect(collect(over)).resolves.toEqual(['body_too_large', 1]);
  });

  it('refuses an announced length over the limit before anything comes', async () => {
    await expect(collect(request({ 'content-length': '101' }))).resolves.toEqual([
      'body_too_large',
      1,
    ]);
  });

  it('reports once that the client is gone', async () => {
    const from = request();
    from.write('{"id":');
    from.destroy(new Error('aborted'));
    await expect(collect(from)).resolves.toEqual(['invalid_request', 1]);
  });

  it('is the same in however many pieces it comes, as long as they are not too many and too small', async () => {
    const text = 'abcdefghij'.repeat(300);
    for (const size of [1, 7, 1_000]) {
      const from = request();
      for (let at = 0; at < text.length; at += size) from.write(text.slice(at, at + size));
      from.end();
      await expect(collect(from, 10_000)).resolves.toEqual([text, 1]);
    }
    const tiny = request();
    for (let n = 0; n < 9_000; n += 1) tiny.write('x');
    tiny.end();
    await expect(collect(tiny, 10_000)).resolves.toEqual(['invalid_request', 1]);
  });

  it('has 4 KiB for itself, and beyond that only what others leave', async () => {
    const shared = new ByteBudget(100_000);
    const large = (): Request => {
      const from = request();
      from.end(Buffer.alloc(100_000, 'x'));
      return from;
    };
    const small = request();
    const limits = { limit: 1_000_000, shared };
    let free = (): void => undefined;
    const held = await new Promise<number>((resolve) =>
      collectBytes(large() as unknown as IncomingMessage, limits, (body) => {
        if (body.error === undefined) free = body.free;
        resolve(body.error ? 0 : body.bytes.length);
      }),
    );
    expect(held).toBe(100_000);
    await expect(collect(large(), 1_000_000, shared)).resolves.toEqual(['overloaded', 1]);
    small.end(Buffer.alloc(4_096, 'x'));
    await expect(collect(small, 1_000_000, shared)).resolves.toEqual(['x'.repeat(4_096), 1]);
    free();
    await expect(collect(large(), 1_000_000, shared)).resolves.toEqual(['x'.repeat(100_000), 1]);
  });

  it('gives back what it holds when the client hangs up without a word', async () => {
    const shared = new ByteBudget(100_000);
    const from = request();
    from.write(Buffer.alloc(100_000, 'x'));
    const collected = collect(from, 1_000_000, shared);
    from.destroy();
    await expect(collected).resolves.toEqual(['invalid_request', 1]);
    expect(shared.take(100_000)).toBe(true);
  });
});

import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { collectText } from './collect-text';

interface Request extends PassThrough {
  headers: Record<string, string>;
}

function request(headers: Record<string, string> = {}): Request {
  return Object.assign(new PassThrough(), { headers });
}

/** The code of the error, or the text; and how often it was called back. */
async function collect(from: Request, limit = 100): Promise<[string, number]> {
  let calls = 0;
  const result = await new Promise<string>((resolve) =>
    collectText(from as unknown as IncomingMessage, limit, (error, text) => {
      calls += 1;
      resolve(error?.code ?? text);
    }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return [result, calls];
}

describe('collecting the text of a request', () => {
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

  it('tells once that the client is gone', async () => {
    const from = request();
    from.write('{"id":');
    from.destroy(new Error('aborted'));
    await expect(collect(from)).resolves.toEqual(['invalid_request', 1]);
  });
});

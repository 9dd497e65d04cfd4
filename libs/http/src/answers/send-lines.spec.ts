import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { sendLines } from './send-lines';

describe('an answer in lines', () => {
  let app: FastifyInstance;
  let gone: AbortController;

  beforeEach(() => {
    gone = new AbortController();
    app = fastify({ forceCloseConnections: true });
  });

  afterEach(() => app.close());

  async function serve(lines: () => AsyncGenerator<object>): Promise<string> {
    app.get('/', async (_, reply) => {
      await sendLines(reply, lines(), gone);
      return reply;
    });
    return app.listen({ port: 0, host: '127.0.0.1' });
  }

  it('is NDJSON, each line as soon as it is there', async () => {
    let release = (): void => undefined;
    const url = await serve(async function* () {
      yield { n: 1 };
      await new Promise<void>((resolve) => (release = resolve));
      yield { n: 2 };
    });
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('{"n":1}\n');
    release();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('{"n":2}\n');
    expect((await reader?.read())?.done).toBe(true);
    expect(gone.signal.aborted).toBe(false);
  });

  it('fails as a whole when there is no first line', async () => {
    // eslint-disable-next-line require-yield
    const url = await serve(async function* () {
      await Promise.resolve();
      throw new Error('no');
    });
    expect((await fetch(url)).status).toBe(500);
  });

  it('is cut off by a later failure, so that no client takes it for complete', async () => {
    const url = await serve(async function* () {
      yield { n: 1 };
      await wait(1);
      throw new Error('no');
    });
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow();
  });

  it('says when the client has hung up, and asks for no more lines', async () => {
    let isOver = false;
    const url = await serve(async function* () {
      try {
        for (;;) {
          yield { n: 1 };
          await wait(5, undefined, { signal: gone.signal }).catch(() => undefined);
        }
      } finally {
        isOver = true;
      }
    });
    const client = new AbortController();
    const answer = await fetch(url, { signal: client.signal });
    await answer.body?.getReader().read();
    const aborted = once(gone.signal, 'abort');
    client.abort();
    await aborted;
    while (!isOver) await wait(5);
    expect(gone.signal.reason).toMatchObject({ message: 'the client hung up' });
  });
});

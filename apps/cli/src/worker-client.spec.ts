import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CliConfig, findWorker } from './cli.config';
import { WorkerClient } from './worker-client';

describe('the client of the worker', () => {
  let server: Server;
  let url: string;
  const answer = jest.fn<void, [IncomingMessage, ServerResponse]>();

  beforeEach(async () => {
    answer.mockReset();
    server = createServer((request, response) => answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const client = (key?: string): WorkerClient =>
    new WorkerClient(url, key, new AbortController().signal);

  it('asks with the parameters that are set, and with the key', async () => {
    answer.mockImplementation(({ headers, url: asked }, response) =>
      response.end(JSON.stringify({ asked, authorization: headers.authorization })),
    );
    expect(await client('a-key').get('/x', { a: 'b c', d: undefined })).toEqual({
      asked: '/x?a=b+c',
      authorization: 'Bearer a-key',
    });
    expect(await client().get('/x')).toEqual({ asked: '/x' });
  });

  it('follows the pages of a list until it has as many as were wanted', async () => {
    const pages: Record<string, { items: number[]; next?: string }> = {
      '/x?limit=3': { items: [1], next: '/x?limit=3&before=7' },
      '/x?limit=3&before=7': { items: [], next: '?limit=3&before=6' },
      '/x?limit=3&before=6': { items: [2, 3, 4], next: '/x?limit=3&before=5' },
    };
    answer.mockImplementation(({ url: asked = '' }, response) => {
      const { items, next } = pages[asked] ?? { items: ['unasked'] };
      if (next !== undefined) response.setHeader('link', `<${next}>; rel="next"`);
      response.end(JSON.stringify(items));
    });
    expect(await client().list('/x', { limit: '3' })).toEqual({
      pages: [[1], [], [2, 3, 4]],
      hasMore: true,
    });
    expect(answer).toHaveBeenCalledTimes(3);
  });

  it.each(['http://127.0.0.2:9/x', '//localhost:9/x', 'https://127.0.0.1/x'])(
    'asks no other server for the rest of a list, and gives it no key: %s',
    async (next) => {
      answer.mockImplementation((_, response) =>
        response.setHeader('link', `<${next}>; rel="next"`).end('[1]'),
      );
      await expect(client('a-key').list('/x', { limit: '3' })).rejects.toMatchObject({
        code: 'foreign_link',
      });
      expect(answer).toHaveBeenCalledTimes(1);
    },
  );

  it('posts JSON and gives each line of the answer', async () => {
    answer.mockImplementation((request, response) => {
      void text(request).then((body) => response.end(`${body}\n{"n":2}\n`));
    });
    const lines: unknown[] = [];
    for await (const line of client().lines('/x', { n: 1 })) lines.push(line);
    expect(lines).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('says in one sentence what the worker refused', async () => {
    const problem = { code: 'operations_locked', detail: 'set OPERATOR_KEY' };
    answer.mockImplementation((_, response) =>
      response.writeHead(403).end(JSON.stringify(problem)),
    );
    await expect(client().post('/x', {})).rejects.toMatchObject({
      code: 'operations_locked',
      message: 'the worker answered 403 operations_locked: set OPERATOR_KEY',
    });
  });

  it('says so when the answer is cut off', async () => {
    answer.mockImplementation((_, response) => {
      response.write('{"n":1}\n', () => response.destroy());
    });
    const lines: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const line of client().lines('/x', {})) lines.push(line);
    };
    await expect(read()).rejects.toMatchObject({ code: 'cut_off' });
    expect(lines).toEqual([{ n: 1 }]);
  });

  it('says which address does not answer', async () => {
    server.close();
    await once(server, 'close');
    await expect(client().get('/x')).rejects.toMatchObject({
      code: 'unreachable',
      message: `no worker answers at ${url} (ECONNREFUSED): start one, or set WORKER_URL`,
    });
  });
});

describe("the worker's address", () => {
  const config = (workerUrl?: string): CliConfig => Object.assign(new CliConfig(), { workerUrl });

  it('is WORKER_URL, else the port of this machine', () => {
    expect(findWorker(config('https://w.example/'), {})).toBe('https://w.example');
    expect(findWorker(config(), { WORKER_PORT: '9001' })).toBe('http://127.0.0.1:9001');
    expect(findWorker(config(), {})).toBe('http://127.0.0.1:8001');
  });
});

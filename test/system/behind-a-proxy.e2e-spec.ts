import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { get, nextPage, post, startSystem, waitFor, type RunningSystem } from '@warren/testing';

const PATH = '/behind/warren';

describe.each([
  ['says nothing of it', {}],
  ['names it in X-Forwarded-Prefix', { 'x-forwarded-prefix': PATH }],
])('behind a proxy that takes a path off and %s', (_, headers) => {
  let system: RunningSystem;
  let proxies: Server[];
  /** The addresses of gateway and worker, as clients know them. */
  let gateway: string;
  let worker: string;

  beforeAll(async () => {
    system = await startSystem();
    const bases = [system.gatewayUrl, system.workerUrl];
    proxies = await Promise.all(bases.map((base) => startProxy(base, headers)));
    [gateway, worker] = proxies.map(
      (proxy) => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${PATH}`,
    ) as [string, string];
  });

  afterAll(async () => {
    for (const proxy of proxies) {
      proxy.closeAllConnections();
      proxy.close();
    }
    await system.stop();
  });

  it('the links of a list lead to all of it', async () => {
    const sent: unknown[] = [];
    for (let n = 0; n < 4; n += 1) {
      const { body } = await post(`${gateway}/send`, { id: `${n}`, tipo: 'PAGED', payload: {} });
      sent.push(body.messageId);
    }
    const first = `${worker}/messages?tipo=PAGED&outcome=processed&limit=1`;
    const all = await waitFor('all to be processed', async () => {
      const found = await readAll(first);
      return found.length === 4 ? found : undefined;
    });
    expect(all).toEqual(sent);
  });

  it('the OpenAPI document leads to the app, and so does the documentation', async () => {
    for (const app of [gateway, worker]) {
      const { body } = await get(`${app}/openapi.json`);
      const [server] = body.servers as [{ url: string }];
      expect(new URL(server.url, `${app}/openapi.json`).href).toBe(`${app}/`);
      for (const address of [`${app}/docs`, `${app}/docs/`]) {
        const page = await fetch(address);
        expect(new URL(server.url, page.url).href).toBe(`${app}/`);
        const files = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)];
        expect(files.length).toBeGreaterThan(3);
        for (const [, file = ''] of files) {
          expect((await fetch(new URL(file, page.url))).status).toBe(200);
        }
      }
    }
  });

  it('a problem says where it is explained, as far as the app can know', async () => {
    const { body } = await get(`${gateway}/nothing/here?a=1`);
    const prefix = 'x-forwarded-prefix' in headers ? PATH : '';
    expect(body).toMatchObject({
      type: `${prefix}/problems/not_found`,
      instance: `${prefix}/nothing/here?a=1`,
    });
  });
});

async function readAll(first: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let next: string | undefined = first; next !== undefined;) {
    const page: Awaited<ReturnType<typeof get>> = await get(next);
    const messages = page.body as unknown as { delivery: { messageId: string } }[];
    found.unshift(...messages.map(({ delivery }) => delivery.messageId));
    next = nextPage(next, page);
  }
  return found;
}

/** Serves an app under PATH, and only there. */
async function startProxy(base: string, more: Record<string, string>): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const { headers, method, url = '' } = incoming;
    if (!url.startsWith(`${PATH}/`)) return void outgoing.writeHead(404).end();
    const sent = ask(`${base}${url.slice(PATH.length)}`, {
      method,
      headers: { ...headers, ...more },
    });
    incoming.pipe(sent);
    void once(sent, 'response').then(([answer]: IncomingMessage[]) => {
      if (answer) answer.pipe(outgoing.writeHead(answer.statusCode ?? 0, answer.headers));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

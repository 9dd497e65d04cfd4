import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { AppProcess, createVhost, get, type Vhost } from '@warren/testing';

const KEY = 'the-key-of-this-test';
const PAUSE = '/consumers/mensajes/pause';
const ORDERS = [
  ['POST', PAUSE],
  ['POST', '/consumers/mensajes/resume'],
  ['PATCH', '/consumers/mensajes'],
] as const;

describe('who may operate a worker', () => {
  let vhost: Vhost;
  let worker: AppProcess;

  beforeEach(async () => {
    vhost = await createVhost();
  });

  afterEach(async () => {
    await worker.stop();
    await vhost.remove();
  });

  function start(settings: Record<string, string>): Promise<string> {
    worker = AppProcess.start('worker', { RABBITMQ_URL: vhost.url, ...settings });
    return worker.ready();
  }

  const stateOf = async (url: string): Promise<unknown> =>
    (await get(`${url}/consumers/mensajes`)).body.state;

  it('with OPERATOR_KEY: who sends it, and anybody may look; it is never logged', async () => {
    const url = await start({ OPERATOR_KEY: KEY, LOG_LEVEL: 'trace' });
    for (const [method, path] of ORDERS) {
      for (const given of [{}, { authorization: `Bearer ${KEY}-not` }]) {
        const { body, headers, status } = await ask(`${url}${path}`, method, given);
        expect({ status, body }).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
        expect(headers['www-authenticate']).toBe('Bearer');
        expect(JSON.stringify(body)).not.toContain(KEY);
      }
    }
    expect(await stateOf(url)).toBe('attached');
    const allowed = await ask(`${url}${PAUSE}`, 'POST', { authorization: `Bearer ${KEY}` });
    expect(allowed).toMatchObject({ status: 200, body: { state: 'paused' } });
    expect(JSON.stringify([worker.lines, worker.plain])).not.toContain(KEY);
  });

  it('without one, on an address that others reach: refused, and the answer says what to do', async () => {
    const url = await start({ HOST: '0.0.0.0' });
    for (const [method, path] of ORDERS) {
      const { body, status } = await ask(`${url}${path}`, method);
      expect({ status, body }).toMatchObject({
        status: 403,
        body: {
          code: 'operations_locked',
          detail: expect.stringContaining('set OPERATOR_KEY') as unknown,
        },
      });
    }
    expect(await stateOf(url)).toBe('attached');
  });

  it('without one, on the loopback address: programs, and no page of a browser but its own', async () => {
    const url = await start({});
    const { host } = new URL(url);
    for (const headers of [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { host: 'evil.example' },
      { host: 'evil.example', origin: 'http://evil.example' },
    ]) {
      const { body, status } = await ask(`${url}${PAUSE}`, 'POST', headers);
      expect({ status, body }).toMatchObject({ status: 403, body: { code: 'operations_locked' } });
    }
    expect(await stateOf(url)).toBe('attached');
    expect((await ask(`${url}${PAUSE}`, 'POST')).status).toBe(200);
    expect((await ask(`${url}${PAUSE}`, 'POST', { origin: `http://${host}` })).status).toBe(200);
    expect(await stateOf(url)).toBe('paused');
  });

  it('a key that is too short stops the boot and is not shown', async () => {
    worker = AppProcess.start('worker', { RABBITMQ_URL: vhost.url, OPERATOR_KEY: 'hunter2' });
    expect(await worker.ended()).toBe(78);
    expect(worker.plain.join('\n')).toContain(
      '- OPERATOR_KEY must be at least 16 printable ASCII characters without spaces',
    );
    expect(worker.plain.join('\n')).not.toContain('hunter2');
  });
});

interface Asked {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** Sends headers that `fetch` would not. A change has a body that is valid. */
async function ask(url: string, method: string, headers: object = {}): Promise<Asked> {
  const hasBody = method === 'PATCH';
  const sent = request(url, {
    method,
    headers: { ...headers, ...(hasBody && { 'content-type': 'application/json' }) },
  });
  sent.end(hasBody ? '{"prefetch":7}' : undefined);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await json(answer) };
}

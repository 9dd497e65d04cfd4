import { get, post, sendRaw, startSystem, type RunningSystem } from '@warren/testing';

const event = { id: '1', tipo: 'T', payload: { a: 1 } };
const text = JSON.stringify(event);

describe('hostile requests', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system.stop());

  // After any hostile request the next good one works.
  afterEach(async () => {
    const { status } = await post(`${system.gatewayUrl}/send`, event);
    if (status !== 202) throw new Error(`after it, a good event was answered ${status}`);
  });

  it.each([
    ['a compressed body', ['content-encoding: gzip'], text, 415, 'unsupported_media_type'],
    ['no content type', [], text, 415, 'unsupported_media_type'],
    ['headers over 16 KiB', [`x-big: ${'x'.repeat(20_000)}`], text, 431, 'headers_too_large'],
    [
      'two content lengths',
      ['content-type: application/json', 'content-length: 3'],
      text,
      400,
      'invalid_request',
    ],
    [
      'a smuggled request',
      ['content-type: application/json', 'transfer-encoding: chunked'],
      text,
      400,
      'invalid_request',
    ],
  ])('%s is answered as problem+json', async (_, headers, body, status, code) => {
    const answer = await sendRaw(
      system.gatewayUrl,
      [
        'POST /send HTTP/1.1',
        'host: x',
        ...(headers.length === 1 ? ['content-type: application/json'] : []),
        `content-length: ${Buffer.byteLength(body)}`,
        ...headers,
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    );
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('bytes that are not HTTP are answered 400 as problem+json', async () => {
    expect(await sendRaw(system.gatewayUrl, '\u0000\u0001 nonsense\r\n\r\n')).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });

  it.each([
    ['an expectation that is not met', 'GET /livez HTTP/1.1\r\nhost: x\r\nexpect: the-moon', 417],
    ['CONNECT', 'CONNECT example.com:80 HTTP/1.1\r\nhost: x', 404],
    ['no host', 'GET /livez HTTP/1.1', 400],
    ['two keys', 'POST /send HTTP/1.1\r\nhost: x\r\nidempotency-key: a\r\nidempotency-key: b', 400],
  ])('a request with %s is answered as problem+json by both apps', async (_, head, status) => {
    for (const url of [system.gatewayUrl, system.workerUrl]) {
      expect(await sendRaw(url, `${head}\r\n\r\n`)).toMatchObject({ status, body: { status } });
    }
  });

  it('an empty body counts as none at every POST of both apps', async () => {
    for (const url of [system.gatewayUrl, system.workerUrl]) {
      const { paths } = (await get(`${url}/openapi.json`)).body as { paths: object };
      const posts = Object.entries(paths).filter(([, item]) => 'post' in (item as object));
      for (const [path] of posts) {
        const address = `${url}${path.replace(/\{\w+\}/g, 'mensajes')}`;
        for (const empty of ['', new Blob([]).stream()]) {
          const answer = await fetch(address, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: empty,
            duplex: 'half',
          });
          const text = await answer.text();
          expect(`${path}: ${text}`).not.toMatch(/malformed_json|unsupported_media_type/);
          expect(`${path}: ${answer.status}`).not.toMatch(/: 5/);
        }
      }
    }
    expect((await post(`${system.workerUrl}/consumers/mensajes/resume`, '')).status).toBe(200);
  });

  it.each([
    '/../../etc/passwd',
    '/docs/../../../etc/passwd',
    '/docs/%2e%2e/%2e%2e/package.json',
    '//send',
    '/send/',
  ])('the address %s gives nothing away', async (path) => {
    const answer = await sendRaw(
      system.gatewayUrl,
      `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])(
    'the method %s is answered 404',
    async (method) => {
      const answer = await sendRaw(
        system.gatewayUrl,
        `${method} /send HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
      );
      expect(answer).toMatchObject({ status: 404 });
    },
  );

  it.each(['', 'x'.repeat(256), 'with space', 'ñ'])(
    'the Idempotency-Key "%s" is answered 400',
    async (key) => {
      const answer = await sendRaw(
        system.gatewayUrl,
        `POST /send HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nidempotency-key: ${key}\r\n` +
          `content-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
      );
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    },
  );

  it.each([
    '/send?dryRun[]=true',
    '/send?dryRun=true&dryRun=true',
    '/send?dryrun=true',
    '/topic/a.b?dryRun=true&x',
    '/batch?dryRun%5B0%5D=true',
    '/rpc/orders.quote?timeoutMs=1',
  ])('the query of %s is answered 400, and nothing is published', async (path) => {
    expect(await post(`${system.gatewayUrl}${path}`, event)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });

  it.each(['/readyz?verbos', '/topology?a=1', '/consumers?a=1', '/messages?limit=1&limit=2'])(
    'the query of GET %s is answered 400',
    async (path) => {
      const isWorker = /consumers|messages/.test(path);
      const answer = await fetch(`${isWorker ? system.workerUrl : system.gatewayUrl}${path}`);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it('the page of the documentation may not be framed, and runs its own scripts only', async () => {
    for (const url of [system.gatewayUrl, system.workerUrl]) {
      const { headers, status } = await fetch(`${url}/docs`);
      expect(status).toBe(200);
      const policy = headers.get('content-security-policy');
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect((await fetch(`${url}/docs/swagger-ui-bundle.js`)).status).toBe(200);
    }
  });

  it.each([
    ['a list of very many objects', `[${'{},'.repeat(87_000)}{}]`],
    [
      'options that are such a list',
      `{"id":"1","tipo":"T","payload":{},"options":[${'{},'.repeat(80_000)}{}]}`,
    ],
    ['very many fields', `{${Array.from({ length: 20_000 }, (_, n) => `"f${n}":1`).join()}}`],
  ])('%s is answered with a few faults', async (_, text) => {
    const { body, status } = await post(`${system.gatewayUrl}/send`, text);
    expect(status).toBe(400);
    expect(JSON.stringify(body).length).toBeLessThan(5_000);
  });

  it('a client that sends its body too slowly is answered 408 and hung up on', async () => {
    const answer = await sendRaw(
      system.gatewayUrl,
      `POST /send HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n{"id":`,
    );
    expect(answer).toMatchObject({ status: 408, body: { code: 'request_too_slow' } });
  });

  it.each([
    ['an expiration that is a text', { expiration: 'abc' }],
    ['an expiration of 0', { expiration: 0 }],
    ['an expiration below 0', { expiration: -1 }],
    ['an expiration that is a fraction', { expiration: 1.5 }],
    ['an expiration over a day', { expiration: 86_400_001 }],
    ['a priority of 300', { priority: 300 }],
    ['a priority below 0', { priority: -1 }],
    ['a replyTo that is no reply queue', { replyTo: 'mensajes' }],
    ["the broker's own reply queue", { replyTo: 'amq.rabbitmq.reply-to' }],
    ['a correlation id over 128 characters', { correlationId: 'x'.repeat(129) }],
    ['a correlation id with a line break', { correlationId: 'a\r\nb' }],
    ['a persistent that is a text', { persistent: 'yes' }],
    ['a mandatory that is a number', { mandatory: 1 }],
    ['a user id', { userId: 'admin' }],
    ['a message id', { messageId: 'mine' }],
    ['a delivery mode', { deliveryMode: 1 }],
    ['a content type', { contentType: 'text/plain' }],
    ['a traceparent header', { headers: { traceparent: 'x' } }],
  ])('%s is answered 400 (I14)', async (_, options) => {
    expect(await post(`${system.gatewayUrl}/send`, { ...event, options })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });
});

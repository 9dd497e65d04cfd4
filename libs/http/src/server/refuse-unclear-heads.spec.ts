import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { createFastifyAdapter } from './create-fastify-adapter';
import { refuseUnclearHeads } from './refuse-unclear-heads';
import { sendProblem } from '../problems/send-problem';
import { toProblem } from '../problems/to-problem';

describe('the head of a request', () => {
  let app: FastifyInstance;
  let url: string;
  let seen: object | undefined;

  beforeEach(async () => {
    seen = undefined;
    app = createFastifyAdapter().getInstance();
    app.setErrorHandler((error, _request, reply) => sendProblem(reply, toProblem(error, '')));
    app.setNotFoundHandler((_request, reply) => sendProblem(reply, toProblem(notFound, '')));
    refuseUnclearHeads(app);
    app.get('/', ({ headers }) => {
      seen = headers;
      // Answered as a problem, since that is what `sendRaw` reads.
      throw notFound;
    });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
  });

  afterEach(() => app.close());

  const notFound = Object.assign(new Error('nothing'), { statusCode: 404 });
  /** Sends the bytes of a head as they are, and reads what comes until the other side hangs up. */
  const send = async (head: string): Promise<{ status: number; body: unknown }> => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(`${head}\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toContain('application/problem+json');
    return {
      status: Number(answer.split(' ')[1]),
      body: JSON.parse(/{.*}/.exec(answer)?.[0] ?? ''),
    };
  };

  it.each([
    ['an expectation that is not met', 'GET / HTTP/1.1\r\nhost: x\r\nexpect: a-miracle', 417],
    ['no host', 'GET / HTTP/1.1\r\nconnection: close', 400],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443', 404],
    ['CONNECT to an address', 'CONNECT / HTTP/1.1\r\nhost: x', 404],
    ['an unknown method', 'BREW / HTTP/1.1\r\nhost: x', 400],
    ['a method that has no route', 'PROPFIND / HTTP/1.1\r\nhost: x\r\nconnection: close', 404],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM', 400],
    ['another version', 'GET / HTTP/1.7\r\nhost: x', 400],
    ['a header without a name', 'GET / HTTP/1.1\r\nhost: x\r\n: y', 400],
    ['a folded header', 'GET / HTTP/1.1\r\nhost: x\r\na: b\r\n c', 400],
    [
      'an upgrade',
      'GET /x HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: websocket',
      404,
    ],
    [
      'an upgrade to HTTP/2',
      'GET /x HTTP/1.1\r\nhost: x\r\nconnection: upgrade, http2-settings, close\r\nupgrade: h2c\r\nhttp2-settings: AAA',
      404,
    ],
    ['an address that is too long', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x`, 431],
    ['an address that is not one', 'GET /%zz HTTP/1.1\r\nhost: x\r\nconnection: close', 400],
  ])('with %s is answered as a problem', async (_, head, status) => {
    expect(await send(head)).toMatchObject({ status, body: { status } });
    expect(seen).toBeUndefined();
  });

  it.each(['Authorization', 'idempotency-key', 'TraceParent', 'content-type', 'origin', 'host'])(
    'that repeats %s is refused: neither of the two is taken',
    async (name) => {
      const line = `${name}: one\r\n`;
      const host = name === 'host' ? '' : 'host: x\r\n';
      expect(
        await send(`GET / HTTP/1.1\r\n${host}${line}a: b\r\n${line.toLowerCase()}c: d`),
      ).toMatchObject({
        status: 400,
        body: { detail: `the header ${name.toLowerCase()} is repeated` },
      });
    },
  );

  it('is CONNECT of a client that resets the connection: nothing comes of it', async () => {
    const { hostname, port } = new URL(url);
    // Without a listener an error would end the process.
    const listeners = new Promise<number>((resolve) => {
      app.server.on('connect', (_, socket) => resolve(socket.listenerCount('error')));
    });
    const closed = new Promise((resolve) => {
      app.server.once('connection', (socket) => socket.once('close', resolve));
    });
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.on('error', () => undefined);
    socket.write('CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(await listeners).toBeGreaterThan(0);
    // Also of one that never closes its side.
    await closed;
    socket.destroy();
  });

  it('may repeat headers that are lists', async () => {
    await send(
      'GET / HTTP/1.1\r\nhost: x\r\naccept: a\r\naccept: b\r\nvia: 1\r\nvia: 2\r\nconnection: close',
    );
    expect(seen).toMatchObject({ accept: 'a, b', via: '1, 2' });
  });

  it.each([10, 1_998, 3_000, 5_000])('is understood whole with %d other headers', async (count) => {
    const others = Array.from({ length: count }, (_, n) => `${n.toString(36)}:`).join('\r\n');
    await send(
      `GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${others}\r\nidempotency-key: last`,
    );
    expect(seen).toMatchObject({ 'idempotency-key': 'last' });
  });
});

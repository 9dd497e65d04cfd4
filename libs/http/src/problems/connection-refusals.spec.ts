import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { createFastifyAdapter } from '../server/create-fastify-adapter';
import { limitPipelining } from '../server/limit-pipelining';
import { refuseUnclearHeads } from '../server/refuse-unclear-heads';
import { sendProblem } from './send-problem';
import { toProblem } from './to-problem';
import { RefusalLog } from './refusal-log';

const HOST = 'host: x\r\n';
const FORGED = '\u001b[2J\nINFO FORGED';

describe('what is refused before it is a request', () => {
  let app: FastifyInstance;
  let said: unknown[][];

  beforeEach(async () => {
    said = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((...words) => void said.push(words));
    app = createFastifyAdapter().getInstance();
    app.setErrorHandler((error, _request, reply) => sendProblem(reply, toProblem(error, '')));
    app.decorate('refusals', new RefusalLog());
    refuseUnclearHeads(app);
    app.get('/', () => new Promise(() => undefined));
    app.post('/', () => 'posted');
    limitPipelining(app.server, undefined, app.refusals);
    app.server.headersTimeout = 1;
    await app.listen({ port: 0, host: '127.0.0.1' });
  });

  afterEach(async () => {
    app.server.closeAllConnections();
    await app.close();
    jest.restoreAllMocks();
  });

  /** Sends these bytes on a connection of their own, and waits until the other side hangs up. */
  async function send(bytes: string): Promise<string> {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(bytes);
    return text(socket).catch(() => 'reset');
  }

  it.each([
    ['no HTTP', `BREW ${FORGED}\r\n\r\n`, 'invalid_request: this is not a valid HTTP request'],
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\n${HOST}forged: ${'x'.repeat(17_000)}\r\n\r\n`,
      'headers_too_large: the headers are larger than 16 KiB',
    ],
    [
      'headers that come too slowly',
      `GET / HTTP/1.1\r\n${HOST}forged`,
      'request_too_slow: the request took too long to arrive',
    ],
    [
      'CONNECT',
      `CONNECT forged:443 HTTP/1.1\r\n${HOST}\r\n`,
      'not_found: this is not a proxy: it connects to nothing',
    ],
    [
      'an expectation that is not met',
      `GET / HTTP/1.1\r\n${HOST}expect: forged\r\n\r\n`,
      'expectation_failed: only `Expect: 100-continue` is met',
    ],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 'invalid_request: the header Host is missing'],
    [
      'a header that is repeated',
      `GET / HTTP/1.1\r\n${HOST}origin: forged\r\norigin: forged\r\n\r\n`,
      'invalid_request: the header origin is repeated',
    ],
    [
      'too many requests ahead of their answers',
      `GET / HTTP/1.1\r\n${HOST}\r\n`.repeat(40),
      'overloaded: one connection asked too far ahead of answers',
    ],
  ])('is one line for %s, with the client and no word of it', async (_, bytes, line) => {
    await send(bytes);
    expect(said).toEqual([[{ client: '127.0.0.1' }, `refused: ${line}`]]);
  });

  it('is a line like that of any refusal where a change was asked for', async () => {
    await send(`POST / HTTP/1.1\r\n${HOST}expect: forged\r\ncontent-length: 0\r\n\r\n`);
    expect(said).toEqual([
      [
        { client: '127.0.0.1', path: '/' },
        'refused: expectation_failed: only `Expect: 100-continue` is met',
      ],
    ]);
  });

  it('is no line when the client hangs up by itself', async () => {
    const closed = new Promise((resolve) => {
      app.server.once('connection', (socket) => socket.once('close', resolve));
    });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`GET / HTTP/1.1\r\n${HOST}`);
    socket.resetAndDestroy();
    await closed;
    expect(said).toEqual([]);
  });
});

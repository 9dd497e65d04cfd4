import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { waitFor } from '@warren/testing';
import { sendLines } from './send-lines';
import { sendTexts } from './send-texts';

const STALLED_MS = 75_000;
/** All of them are more than the buffers of a connection hold. */
const TEXT = 'x'.repeat(1_048_576);
const TEXTS = 64;
/** All but `setInterval`. */
const REAL = [
  'Date',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'setTimeout',
] as const;

describe('a client of an answer in lines', () => {
  let app: FastifyInstance;
  let client: Socket;
  let made: number;
  let isOver: boolean;

  async function* make<T>(text: T): AsyncGenerator<T> {
    try {
      while (made < TEXTS) {
        made += 1;
        yield await Promise.resolve(text);
      }
    } finally {
      isOver = true;
    }
  }

  beforeEach(async () => {
    jest.useFakeTimers({ doNotFake: [...REAL] });
    made = 0;
    isOver = false;
    app = fastify({ forceCloseConnections: true });
    app.get('/texts', (_, reply) => {
      sendTexts(reply, make(TEXT));
      return reply;
    });
    app.get('/lines', async (_, reply) => {
      await sendLines(reply, make({ TEXT }), new AbortController());
      return reply;
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    client = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
    await once(client, 'connect');
  });

  afterEach(async () => {
    client.destroy();
    await app.close();
    jest.useRealTimers();
  });

  it.each([
    ['/texts', '\r'],
    ['/texts', 'GET / HTTP/1.1\r\n'],
    ['/lines', '\r\n'],
  ])(
    'of %s is disconnected when it reads nothing, though it sends %j again and again',
    async (path, bytes) => {
      client.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
      await waitFor('the answer to begin', () => made > 0);
      await waitFor('the answer to end', () => {
        client.write(bytes);
        jest.advanceTimersByTime(STALLED_MS);
        return isOver;
      });
      expect(made).toBeLessThan(TEXTS);
    },
  );

  it('stays when it reads some of it now and then', async () => {
    client.write('GET /texts HTTP/1.1\r\nhost: a\r\n\r\n');
    let bytes = 0;
    client.on('data', (chunk) => (bytes += chunk.length));
    while (made < TEXTS - 4) {
      client.resume();
      const before = made;
      await waitFor('more to be made', () => made > before + 3);
      client.pause();
      jest.advanceTimersByTime(STALLED_MS);
    }
    client.resume();
    await waitFor('all to be read', () => bytes > TEXTS * TEXT.length);
    expect(made).toBe(TEXTS);
  });
});

import { connect, type AddressInfo, type Socket } from 'node:net';
import type { DeadLetter, DeadLetters, LargeBodies } from '@warren/messaging';
import { JsonAnswers } from '@warren/http';
import { TimeSlices } from '@warren/platform';
import { waitFor } from '@warren/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { DeadLettersController } from './dead-letters.controller';

/** More than a kernel takes from a client that does not read. */
const LARGE = Buffer.alloc(16 * 1_048_576, 'x');

describe('the bytes of a dead letter', () => {
  let app: FastifyInstance;
  let url: string;
  let sockets: Socket[];
  let usedCount: number;
  let endedCount: number;

  beforeEach(async () => {
    [sockets, usedCount, endedCount] = [[], 0, 0];
    const letters = {
      get: (id: string) => {
        const body = id === 'small' ? LARGE.toString() : '';
        const excerpt = id === 'small' ? undefined : { bytes: LARGE.length };
        return { record: { body, encoding: 'utf8', excerpt } } as DeadLetter;
      },
    };
    const bodies: Pick<LargeBodies, 'use'> = {
      use: async (_, use) => {
        usedCount += 1;
        return use(LARGE).finally(() => (endedCount += 1));
      },
    };
    const controller = new DeadLettersController(
      letters as DeadLetters,
      new JsonAnswers(new TimeSlices(), { stalledMs: 60_000, inAllMs: 60_000 }),
      bodies as LargeBodies,
    );
    app = fastify({ forceCloseConnections: true });
    app.get<{ Params: { id: string } }>('/:id', async ({ params }, reply) => {
      await controller.body(params.id, reply);
      return reply;
    });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await app.close();
  });

  it.each(['small', 'large'])('are answered as they are, be it a %s one', async (id) => {
    const answer = await fetch(`${url}/${id}`);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(LARGE.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
  });

  it('are used until the client has read them or is gone', async () => {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write('GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await waitFor('the answer to begin', () => usedCount === 1);
    // Another client reads one from begin to end meanwhile.
    const signal = AbortSignal.timeout(100_000);
    await (await fetch(`${url}/large`, { signal })).arrayBuffer();
    await waitFor('the other to end', () => endedCount > 0);
    // The first has not, even on a network whose buffers are larger.
    expect([usedCount, endedCount]).toEqual([2, 1]);
    socket.destroy();
    await waitFor('the first to end', () => endedCount === 2);
  });
});

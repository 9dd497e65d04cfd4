import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { closeSilentConnections } from './close-silent-connections';

describe('a stop', () => {
  let server: FastifyInstance;
  let answer: () => void;

  beforeEach(async () => {
    server = fastify();
    closeSilentConnections(server);
    server.get('/', async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return 'done';
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
  });

  async function open(head = ''): Promise<Socket> {
    const { port } = server.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    const arrived = once(server.server, head === '' ? 'connection' : 'request');
    await once(socket, 'connect');
    socket.write(head);
    await arrived;
    return socket;
  }

  it('does not wait for a connection that has sent no request, and for one with a request it does', async () => {
    const silent = await open();
    const asking = await open('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    let text = '';
    asking.on('data', (piece: Buffer) => (text += piece.toString()));
    const closed = once(
      silent.on('error', () => undefined),
      'close',
    );
    const answered = once(asking, 'close');
    const stopped = server.close();
    await closed;
    answer();
    await answered;
    await stopped;
    expect(text).toMatch(/^HTTP\/1\.1 200 OK[^]*done$/);
  });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { limitPipelining } from './limit-pipelining';

describe('requests that are sent ahead of their answers', () => {
  let server: Server;
  let handled: number;

  beforeEach(async () => {
    handled = 0;
    server = createServer((_, response) => {
      handled += 1;
      setImmediate(() => response.end('ok'));
    });
    limitPipelining(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /**
   * Sends a number of requests at once on a new connection; returns the answers until it closes.
   */
  async function send(count: number, rounds = 1): Promise<string> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const closed = once(socket, 'close');
    socket.on('error', () => undefined);
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    const request = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';
    for (let round = 1; round <= rounds; round += 1) {
      socket.write(request.repeat(count));
      while (!socket.destroyed && text.split('\r\n\r\nok').length - 1 < count * round) {
        await Promise.race([once(socket, 'data'), closed]);
      }
    }
    socket.destroy();
    await closed;
    return text;
  }

  it('are answered when they are few, as often as they come', async () => {
    const text = await send(16, 5);
    expect(text.match(/200 OK/g)).toHaveLength(80);
    expect(handled).toBe(80);
  });

  it('are handled one after the other, each in a turn of its own', async () => {
    let inProgress = 0;
    let most = 0;
    server.on('request', (_, response) => {
      most = Math.max(most, (inProgress += 1));
      response.once('close', () => (inProgress -= 1));
    });
    limitPipelining(server);
    await send(16, 2);
    expect(most).toBe(1);
    expect(handled).toBe(32);
  });

  it('end their connection when they are many, and no more of them are handled', async () => {
    const text = await send(1_000);
    expect(text).toBe('');
    expect(handled).toBe(1);
  });

  it('those that waited begin in a share of the event loop, the first one at once', async () => {
    const begin: (() => void)[] = [];
    const share = { untilTurn: () => new Promise<void>((resolve) => begin.push(resolve)) };
    const shared = createServer((_, response) => {
      handled += 1;
      response.end('ok');
    });
    limitPipelining(shared, share);
    shared.listen(0, '127.0.0.1');
    await once(shared, 'listening');
    const socket = connect((shared.address() as AddressInfo).port, '127.0.0.1');
    socket.resume().write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(3));
    for (const wanted of [1, 2]) {
      while (begin.length < wanted) await nextTurn();
      expect(handled).toBe(wanted);
      begin[wanted - 1]?.();
    }
    while (handled < 3) await nextTurn();
    socket.destroy();
    shared.close();
    await once(shared, 'close');
  });
});

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { waitFor } from '@warren/testing';
import { FaultyNetwork } from './faulty-network.harness';

describe('FaultyNetwork', () => {
  let server: Server;
  let network: FaultyNetwork;
  let client: Socket;
  /** What the other end has seen; a new one for each test. */
  let peer: { arrived: string; isClosed: boolean };

  beforeEach(async () => {
    const seen = { arrived: '', isClosed: false };
    peer = seen;
    server = createServer((socket) => {
      socket.on('data', (bytes) => (seen.arrived += bytes.toString()));
      socket.on('close', () => (seen.isClosed = true));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    network = await FaultyNetwork.start(
      `amqp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    );
    client = connect(Number(new URL(network.url).port), '127.0.0.1');
    client.on('error', () => undefined);
    await once(client, 'connect');
  });

  afterEach(async () => {
    client.destroy();
    await network.close();
    server.close();
  });

  it('keeps the order of bytes when its delay ends', async () => {
    network.delayMs = 300;
    client.write('slow ');
    await waitFor('the first to be under way', () => client.bytesWritten === 5);
    for (let turns = 0; turns < 20; turns += 1) await turn();
    network.delayMs = 0;
    client.write('quick');
    await waitFor('both', () => peer.arrived.length === 10);
    expect(peer.arrived).toBe('slow quick');
  });

  it('holds everything back while it is silent, a close too, and drops nothing', async () => {
    network.silence();
    client.write('hello ');
    client.end('world');
    await once(client, 'finish');
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(peer).toEqual({ arrived: '', isClosed: false });
    network.speak();
    await waitFor('the close', () => peer.isClosed);
    expect(peer.arrived).toBe('hello world');
  });

  it('breaks both sides when it is cut', async () => {
    client.write('x');
    await waitFor('the connection to be through', () => peer.arrived === 'x');
    network.cut();
    await waitFor('the close', () => peer.isClosed && client.destroyed);
    expect(peer.arrived).toBe('x');
  });
});

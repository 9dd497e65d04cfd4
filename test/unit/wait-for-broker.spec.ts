import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { waitForBroker } from '../../tools/broker/wait-for-broker';

/** A broker that greets, and whose management API answers with this status. */
class FakeBroker {
  status = 401;
  asked = 0;
  private readonly amqp: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.from([1, 0, 0])));
  });
  private readonly management: HttpServer = createHttpServer((_, response) => {
    this.asked += 1;
    response.writeHead(this.status).end();
  });

  async start(): Promise<Parameters<typeof waitForBroker>[0]> {
    const portOf = (server: Server): Promise<number> =>
      new Promise((resolve) =>
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
      );
    return {
      amqpPort: await portOf(this.amqp),
      managementPort: await portOf(this.management),
      ...{ username: 'warren', password: 'ours', dataDir: '/data/of/ours' },
    };
  }

  stop(): void {
    this.amqp.close();
    this.management.close();
  }
}

describe('waiting for a broker of our own', () => {
  let other: FakeBroker;
  beforeEach(() => (other = new FakeBroker()));
  afterEach(() => other.stop());

  it.each([401, 200])('does not take the %d of another broker for its own', async (status) => {
    other.status = status;
    const address = await other.start();
    const givenUp = new AbortController();
    const outcome = waitForBroker(address, () => false, givenUp.signal).catch(
      (error: Error) => error.message,
    );
    while (other.asked < 3) await new Promise((resolve) => setImmediate(resolve));
    givenUp.abort(new Error('the port is taken'));
    expect(await outcome).toBe('the port is taken');
  });

  it('says where the password belongs when its own broker refuses it, and not to delete data', async () => {
    const waiting = waitForBroker(await other.start(), () => true, new AbortController().signal);
    const reason: unknown = await waiting.catch((error: Error) => error.message);
    expect(reason).toMatch(/does not accept the password.*\/data\/of\/ours/);
    expect(reason).not.toMatch(/remove|delete/i);
  });

  it('resolves when its management API knows the user', async () => {
    other.status = 200;
    await expect(
      waitForBroker(await other.start(), () => true, new AbortController().signal),
    ).resolves.toBeUndefined();
  });
});

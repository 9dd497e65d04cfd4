import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { MemoryBroker } from './memory-broker';
import { ServerConnection } from './server-connection';

/** Lets clients connect to a broker, on a free port of the loopback interface. */
export class BrokerServer {
  private readonly sockets = new Set<Socket>();
  private readonly server;

  /** @param onWork called whenever the broker has done what a client asked for. */
  constructor(broker: MemoryBroker, onWork: () => void) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      new ServerConnection(socket, broker, onWork);
    });
  }

  /** Keeps no process alive: a test whose application could not be made may not come to `close`. */
  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve).unref());
  }

  get url(): string {
    return `amqp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Closes what is still connected. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

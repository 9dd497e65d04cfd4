import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * What the proxy does with traffic: `pass` it on; `refuse` new connections; accept and swallow what
 * the client sends (`blackhole-up`) or what the server sends (`blackhole-down`).
 */
export type ProxyMode = 'pass' | 'refuse' | 'blackhole-up' | 'blackhole-down';

/** A network in front of a broker that can be made to fail. */
export class TcpProxy {
  mode: ProxyMode = 'pass';
  /** How long each piece of traffic is held back, in milliseconds, in both directions. */
  delayMs = 0;
  /** Called with each piece of traffic that a client sends. */
  onSent?: (bytes: Buffer) => void;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  /** Starts a proxy on a free loopback port in front of the broker of an AMQP URL. */
  static async start(url: string): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, new URL(url));
  }

  /** The target's URL with the proxy's port. */
  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.toString();
  }

  /** How many connections there are now. */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Cuts every connection, as a failing network does: without a goodbye. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    if (this.mode === 'refuse') {
      client.destroy();
      return;
    }
    const server = connect(Number(this.target.port), this.target.hostname);
    this.forward(client, server, 'blackhole-up');
    this.forward(server, client, 'blackhole-down');
  }

  private forward(from: Socket, to: Socket, swallowed: ProxyMode): void {
    this.sockets.add(from);
    from.on('data', (chunk) => {
      if (swallowed === 'blackhole-up') this.onSent?.(chunk);
      if (this.mode === swallowed) return;
      if (this.delayMs === 0) to.write(chunk);
      else setTimeout(() => to.destroyed || to.write(chunk), this.delayMs);
    });
    // A reset is what is being tested; 'close' follows it.
    from.on('error', () => undefined);
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}

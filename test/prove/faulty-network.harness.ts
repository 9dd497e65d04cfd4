import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What travels one way: bytes, or the news that the sender has closed. */
interface Travelling {
  readonly what: Buffer | 'closed';
  readonly dueAt: number;
}

/**
 * A network between one party and the broker. Under every fault bytes keep their
 * order and none is dropped, as TCP promises: a silence holds everything back, its end lets it go.
 */
export class FaultyNetwork {
  /** How late everything comes, in milliseconds. */
  delayMs = 0;
  private isSilent = false;
  private readonly ways = new Set<Way>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  /** Starts one on a free loopback port in front of the broker of an AMQP URL. */
  static async start(url: string): Promise<FaultyNetwork> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultyNetwork(server, new URL(url));
  }

  /** The broker's URL by way of this network. */
  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.toString();
  }

  /** Nothing arrives from now on, not even a close. */
  silence(): void {
    this.isSilent = true;
  }

  /** What was held back arrives. */
  speak(): void {
    this.isSilent = false;
    for (const way of this.ways) way.move();
  }

  /** Breaks every connection without a goodbye. */
  cut(): void {
    for (const way of this.ways) way.break();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    const broker = connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [client, broker],
      [broker, client],
    ] as const) {
      const way = new Way(from, to, {
        delayMs: () => this.delayMs,
        isOpen: () => !this.isSilent,
        onEnd: () => this.ways.delete(way),
      });
      this.ways.add(way);
    }
  }
}

interface WayRules {
  readonly delayMs: () => number;
  readonly isOpen: () => boolean;
  readonly onEnd: () => void;
}

/** One direction of one connection. */
class Way {
  private readonly travelling: Travelling[] = [];
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly rules: WayRules,
  ) {
    from.on('data', (bytes) => this.send(bytes));
    // A reset is what is being tested; 'close' follows it.
    from.on('error', () => undefined);
    from.on('close', () => this.send('closed'));
    to.on('close', () => this.rules.onEnd());
  }

  /** Lets everything arrive that is due. */
  move(): void {
    clearTimeout(this.timer);
    while (this.rules.isOpen()) {
      const [next] = this.travelling;
      if (next === undefined) return;
      const left = next.dueAt - performance.now();
      if (left > 0) {
        this.timer = setTimeout(() => this.move(), left);
        return;
      }
      this.travelling.shift();
      this.deliver(next.what);
    }
  }

  break(): void {
    clearTimeout(this.timer);
    this.travelling.length = 0;
    this.from.destroy();
    this.to.destroy();
    this.rules.onEnd();
  }

  private send(what: Travelling['what']): void {
    this.travelling.push({ what, dueAt: performance.now() + this.rules.delayMs() });
    this.move();
  }

  private deliver(what: Travelling['what']): void {
    if (this.to.destroyed) return;
    if (what !== 'closed') this.to.write(what);
    // What was sent before still arrives, as it does when a process is killed.
    else this.to.end();
  }
}

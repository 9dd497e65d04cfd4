import { connect, type ChannelModel } from 'amqplib';
import { closeWithin } from '../../connection/close-within';
import { OneAtATime } from '../../consuming/deliveries/one-at-a-time';
import type { MessagingConfig } from '../../messaging.config';

/** Addresses that are known to exist; the one found longest ago goes first. */
const CAPACITY = 1_000;
/** The broker's code for a name that stands for nothing. */
const NOT_FOUND = 404;
/** The broker's code for an address over which it stumbles: it closes the connection then. */
const INTERNAL_ERROR = 541;
const CONNECT_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * Which direct reply addresses exist, as the broker says (RabbitMQ, "Direct Reply-to": declare the
 * reply name on a disposable channel). RabbitMQ 3 closes the connection on which a forged one is named,
 * to publish there as well as to ask for it. So addresses are asked for one at a time, on a connection
 * that is used for nothing else, and each that exists only once.
 */
export class DirectReplies {
  private readonly known = new Set<string>();
  private readonly asking = new OneAtATime();
  private connection?: ChannelModel;
  /** The code with which the broker closed the last connection. */
  private closeCode?: number;

  constructor(private readonly config: MessagingConfig) {}

  /**
   * Whether the address exists, or did when it was asked for before: the broker drops what is published
   * to a caller that has left.
   *
   * @throws Error the broker could not be asked.
   */
  async exists(replyTo: string): Promise<boolean> {
    if (this.known.has(replyTo)) return true;
    const exists = await this.asking.run('one', () => this.ask(replyTo));
    if (exists) this.remember(replyTo);
    return exists;
  }

  /** Closes the connection. */
  async stop(): Promise<void> {
    if (this.connection) await closeWithin(this.connection, CLOSE_TIMEOUT_MS);
  }

  private async ask(replyTo: string): Promise<boolean> {
    this.connection ??= await this.open();
    this.closeCode = undefined;
    try {
      const channel = await this.connection.createChannel();
      // The rejected call says it too; without a listener it would end the process.
      channel.on('error', () => undefined);
      await channel.checkQueue(replyTo);
      await channel.close();
      return true;
    } catch (error) {
      const code = (error as { code?: unknown }).code ?? this.closeCode;
      if (code === NOT_FOUND || code === INTERNAL_ERROR) return false;
      throw error;
    }
  }

  private async open(): Promise<ChannelModel> {
    // A node that is down must not be asked each time.
    const { urls } = this.config;
    const url = urls[Math.floor(Math.random() * urls.length)] as string;
    const connection = await connect(url, {
      noDelay: true,
      timeout: CONNECT_TIMEOUT_MS,
      clientProperties: { connection_name: 'warren reply addresses' },
    });
    connection.on('error', ({ code }: { code?: number }) => (this.closeCode = code));
    connection.once('close', () => (this.connection = undefined));
    return connection;
  }

  private remember(replyTo: string): void {
    this.known.add(replyTo);
    const [oldest] = this.known;
    if (this.known.size > CAPACITY && oldest !== undefined) this.known.delete(oldest);
  }
}

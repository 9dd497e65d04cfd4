import type { Channel, ChannelModel } from 'amqplib';
import { withTimeout, NoBrokerAnswerError } from '../../async/with-timeout';
import { SideConnection } from '../../amqp/connection/side-connection';
import { KeyedMutex } from '../../async/keyed-mutex';
import type { BrokerSettings } from '../../amqp/connection/messaging.config';

/** Addresses that are known to exist; the one found longest ago goes first. */
const CAPACITY = 1_000;
/** The broker's code for a name that stands for nothing. */
const NOT_FOUND = 404;
/** The broker's code for an address over which it stumbles: it closes the connection then. */
const INTERNAL_ERROR = 541;
const ANSWER_WITHIN_MS = 2_000;
/** How long an address is taken for gone whose channel was too busy to answer. */
const SILENT_MS = 15_000;
/** While this many are, further ones are waited for less. */
const PATIENT_WITH = 3;
const HURRIED_MS = 500;

/**
 * Which direct reply addresses exist, as the broker says (RabbitMQ, "Direct Reply-to": declare the
 * reply name on a disposable channel). RabbitMQ 3.10 and 4.0 close the connection on which a forged one
 * is named, to publish there as well as to ask for it. So addresses are asked for one at a time, on a connection
 * that is used for nothing else, and each that exists only once. Of a node that does not answer in two
 * seconds nothing more is asked, but of the next. One that opens another channel and still does not
 * answer waits for the caller's own channel: the caller is then taken for gone, so that it does not hold up others.
 */
export class DirectReplies {
  private readonly known = new Set<string>();
  private readonly silentUntil = new Map<string, number>();
  private readonly asking = new KeyedMutex();
  private readonly side: SideConnection;
  private node: number;

  constructor(private readonly config: BrokerSettings) {
    this.side = new SideConnection('reply addresses', config);
    this.node = Math.floor(Math.random() * config.urls.length);
    this.moveOn();
  }

  /**
   * Whether the address exists, or did when it was asked for before: the broker drops what is published
   * to a caller that has left. False for 15 seconds after the caller's channel has not answered.
   *
   * @throws Error the broker could not be asked, or does not answer within two seconds.
   */
  async exists(replyTo: string): Promise<boolean> {
    if (this.known.has(replyTo)) return true;
    const exists = await this.asking.run('one', () => this.ask(replyTo));
    if (exists) this.remember(replyTo);
    return exists;
  }

  /** Closes the connection. */
  stop(): Promise<void> {
    return this.side.close();
  }

  private async ask(replyTo: string): Promise<boolean> {
    if (this.isSilent(replyTo)) return false;
    const patience = this.silentUntil.size < PATIENT_WITH ? ANSWER_WITHIN_MS : HURRIED_MS;
    try {
      const connection = await withTimeout(this.side.open(), ANSWER_WITHIN_MS);
      const channel = await withTimeout(connection.createChannel(), ANSWER_WITHIN_MS);
      const checked = this.check(replyTo, connection, channel);
      let exists = await withTimeout(checked, patience).catch(undefinedWhenLate);
      if (exists === undefined) {
        // A node that is slow is slow to open a channel too, and so is this process to read its answers.
        const other = connection.createChannel().then(() => undefined);
        exists = await withTimeout(Promise.race([checked, other]), ANSWER_WITHIN_MS);
      }
      if (exists !== undefined) return exists;
    } catch (error) {
      this.moveOn();
      throw error;
    }
    this.moveOn();
    this.silentUntil.set(replyTo, Date.now() + SILENT_MS);
    return false;
  }

  private isSilent(replyTo: string): boolean {
    for (const [address, until] of this.silentUntil) {
      if (until > Date.now()) break;
      this.silentUntil.delete(address);
    }
    return this.silentUntil.has(replyTo);
  }

  /** Rejects when the node cannot be asked; waits as long as it takes. */
  private async check(replyTo: string, connection: ChannelModel, on: Channel): Promise<boolean> {
    // The rejected call says it too; without a listener it would end the process.
    on.on('error', () => undefined);
    try {
      await on.checkQueue(replyTo);
      await on.close();
      return true;
    } catch (error) {
      if (isCode(error, NOT_FOUND) || isCode(error, INTERNAL_ERROR)) return false;
      if (isCode(this.side.faultOf(connection), INTERNAL_ERROR)) return false;
      throw error;
    }
  }

  /** To the next node: one that is down or frozen must not be asked each time. */
  private moveOn(): void {
    const { urls } = this.config;
    this.side.moveTo(urls[this.node % urls.length] as string);
    this.node += 1;
  }

  private remember(replyTo: string): void {
    this.known.add(replyTo);
    const [oldest] = this.known;
    if (this.known.size > CAPACITY && oldest !== undefined) this.known.delete(oldest);
  }
}

function isCode(error: unknown, code: number): boolean {
  return (error as { code?: unknown } | undefined)?.code === code;
}

function undefinedWhenLate(error: unknown): undefined {
  if (!(error instanceof NoBrokerAnswerError)) throw error;
}

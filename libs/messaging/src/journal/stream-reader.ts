import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { BrokerConnection } from '../connection/broker-connection';
import { unreadableOf } from '../connection/guard-properties';
import { consumerTag } from '../connection/name-connection';
import type { BrokerSettings } from '../messaging.config';

/** Unless the reading says otherwise. */
const PREFETCH = 1_000;
/** How long entries hold the event loop before others have a turn. */
const SLICE_MS = 10;
const NOTHING = Buffer.alloc(0);

/** Where the stream is read from, as RabbitMQ takes it ("Streams", Consuming, `x-stream-offset`). */
export type StreamOffset = 'first' | 'next' | number | Date;

/** The headers of an entry, as its publisher and the broker wrote them. */
export type EntryHeaders = Readonly<Record<string, unknown>>;

/** What a reader reads and whom it tells. */
export interface Reading {
  /** The stream. */
  readonly queue: string;
  readonly from: StreamOffset;
  /** Entries the broker sends ahead of those that are read. Default 1,000. */
  readonly prefetch?: number;
  /**
   * Given each entry once, in order; the next waits for it. One whose properties cannot be read comes
   * with an empty body and no headers.
   */
  readonly onEntry: (body: Buffer, offset: number, headers: EntryHeaders) => void | Promise<void>;
  /** Before it begins again: the stream may be what was lost. What it throws is passed over. */
  readonly restore?: () => Promise<void>;
  /** Told when it has begun again, behind the entry it read last. */
  readonly onAgain?: () => void;
  /** Told what `onEntry` threw; nothing is read after that. Must not throw. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * Reads a stream on a connection of its own, and after a lost connection goes on behind the entry
 * it read last: without a gap, and without a repeat. What was cut off the beginning of the stream
 * meanwhile is passed over.
 */
export class StreamReader {
  private readonly logger = new Logger(StreamReader.name);
  private readonly connection: BrokerConnection;
  private readonly waiting: { message: ConsumeMessage; channel: Channel }[] = [];
  private isRunning = false;
  private isEnded = false;
  private hasBegun = false;
  /** The offset of the next entry, once one was read or a number was asked for. */
  private next?: number;

  constructor(
    settings: BrokerSettings,
    private readonly reading: Reading,
  ) {
    if (typeof reading.from === 'number') this.next = reading.from;
    this.connection = new BrokerConnection({
      role: `reading ${reading.queue}`,
      settings,
      setUp: (connection) => this.subscribe(connection),
      onLost: () => undefined,
    });
  }

  /** Whether the broker sends entries. */
  get isAttached(): boolean {
    return this.connection.model !== undefined;
  }

  /** Behind the entry that was read last. */
  get position(): number | undefined {
    return this.next;
  }

  private get prefetch(): number {
    return this.reading.prefetch ?? PREFETCH;
  }

  /** Begins to read, whenever the broker is there, without waiting for it. */
  start(): void {
    this.connection.start();
  }

  /** Reads no more. */
  async close(): Promise<void> {
    this.isEnded = true;
    this.waiting.length = 0;
    await this.connection.close();
  }

  private async subscribe(connection: ChannelModel): Promise<void> {
    if (this.hasBegun) await this.reading.restore?.().catch(() => undefined);
    const channel = await connection.createChannel();
    // Its reason reaches us as the rejected call or in the log; the connection begins anew.
    channel.on('error', (error: Error) =>
      this.logger.warn(`${this.reading.queue}: ${error.message}`),
    );
    const startAnew = (): void => void connection.close().catch(() => undefined);
    channel.on('close', startAnew);
    // It is sent again on this channel.
    this.waiting.length = 0;
    await channel.prefetch(this.prefetch);
    await channel.consume(
      this.reading.queue,
      // The broker ends a consumer when the stream is deleted.
      (message) => (message === null ? startAnew() : this.receive(message, channel)),
      {
        arguments: { 'x-stream-offset': this.offsetArgument() },
        consumerTag: consumerTag(this.reading.queue),
      },
    );
    if (this.hasBegun) this.reading.onAgain?.();
    this.hasBegun = true;
  }

  private offsetArgument(): unknown {
    const from = this.next ?? this.reading.from;
    if (!(from instanceof Date)) return from;
    return { '!': 'timestamp', value: Math.floor(from.getTime() / 1_000) };
  }

  private receive(message: ConsumeMessage, channel: Channel): void {
    if (this.isEnded) return;
    this.waiting.push({ message, channel });
    if (!this.isRunning) void this.run();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    try {
      let since = performance.now();
      for (let read = 1; this.waiting.length > 0; read += 1) {
        const { message, channel } = this.waiting.shift() as (typeof this.waiting)[number];
        const reading = this.take(message);
        if (reading) await reading;
        if (read % (this.prefetch / 4) === 0 || this.waiting.length === 0)
          acknowledge(message, channel);
        if (performance.now() - since < SLICE_MS) continue;
        await setImmediate();
        since = performance.now();
      }
    } catch (error) {
      this.isEnded = true;
      this.waiting.length = 0;
      this.reading.onFailed(error);
    } finally {
      this.isRunning = false;
    }
  }

  /** An entry before the next one was read already, or comes from the beginning of a whole chunk. */
  private take(message: ConsumeMessage): void | Promise<void> {
    const { content, properties } = message;
    const offset = this.offsetOf(message);
    if (this.isEnded || (this.next !== undefined && offset < this.next)) return;
    // Before it is read: after a lost connection it must not be sent again while it is.
    this.next = offset + 1;
    if (unreadableOf(message)) return this.reading.onEntry(NOTHING, offset, {});
    return this.reading.onEntry(content, offset, properties.headers ?? {});
  }

  /** The broker says it, in a header among those that may not be readable; entries follow one another. */
  private offsetOf({ properties }: ConsumeMessage): number {
    const offset: unknown = properties.headers?.['x-stream-offset'];
    return Number.isSafeInteger(offset) ? (offset as number) : (this.next ?? 0);
  }
}

/** Of a stream an ack takes nothing away: it asks for more. */
function acknowledge(message: ConsumeMessage, channel: Channel): void {
  try {
    channel.ack(message, true);
  } catch {
    // The channel is closed; the next one begins behind what was read.
  }
}

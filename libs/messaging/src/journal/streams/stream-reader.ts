import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { BrokerConnection } from '../../amqp/connection/broker-connection';
import { unreadableOf } from '../../wire/guard-properties';
import type { BrokerSettings } from '../../amqp/connection/messaging.config';
import { abortable } from '../../async/abortable';
import { offsetOf, type Reading } from './reading';
import { StreamCursor, type EntryRange } from './stream-cursor';
import { StreamSubscription } from './stream-subscription';

/** Unless the reading says otherwise. */
const PREFETCH = 1_000;
/** How long entries hold the event loop before others have a turn. */
const SLICE_MS = 10;
/** What a channel is refused for while it is opened again is logged after that time. */
const NEWS_AFTER_MS = 10_000;
const NOTHING = Buffer.alloc(0);

/**
 * Reads a stream on a connection of its own, and after a lost connection resumes behind the entry
 * it read last: without a gap, and without a repeat. What was cut off the beginning of the stream
 * meanwhile is passed over, and so is an entry that the broker cannot hand over (see StreamCursor).
 */
export class StreamReader {
  private readonly logger = new Logger(StreamReader.name);
  private readonly connection: BrokerConnection;
  private readonly cursor: StreamCursor;
  private readonly waiting: { message: ConsumeMessage; on: StreamSubscription }[] = [];
  private isRunning = false;
  private running?: Promise<void>;
  private isEnded = false;
  private hasBegun = false;
  private current?: StreamSubscription;
  /** It subscribes again only to get past an entry. */
  private isPassing = false;
  /** Up to which entries are known to be there. */
  private end: number;
  private readonly prefetch: number;
  private detachedAt?: number;

  constructor(
    settings: BrokerSettings,
    private readonly reading: Reading,
  ) {
    this.prefetch = reading.prefetch ?? PREFETCH;
    this.end = (reading.last ?? 0) + 1;
    this.cursor = new StreamCursor(reading.from, reading.last);
    this.connection = new BrokerConnection({
      role: `reading ${reading.queue}`,
      settings,
      setUp: (connection) => this.subscribe(connection),
      onLost: () => (this.detachedAt = performance.now()),
      beforeReconnect: (signal) => abortable(this.passOver(), signal),
    });
  }

  /** Whether the broker sends entries. */
  get isAttached(): boolean {
    return this.connection.model !== undefined;
  }

  /** For how long the broker sends no entries, in milliseconds. */
  get awayMs(): number {
    return this.detachedAt === undefined ? 0 : performance.now() - this.detachedAt;
  }

  /** Behind the entry that was read last; during a search, where it looks next. */
  get position(): number | undefined {
    return this.cursor.position;
  }

  /** Begins to read, whenever the broker is there, without waiting for it. */
  start(): void {
    this.detachedAt ??= performance.now();
    this.connection.start();
  }

  /** Reads no more. */
  async close(): Promise<void> {
    this.isEnded = true;
    this.waiting.length = 0;
    await this.connection.close();
  }

  private async subscribe(connection: ChannelModel): Promise<void> {
    const isAgain = this.hasBegun && !this.isPassing;
    if (isAgain) await this.reading.restore?.().catch(() => undefined);
    const channel = await connection.createChannel();
    // Its reason reaches us as the rejected call or in the log; the connection restarts. While the broker
    // comes back that is no news.
    channel.on('error', (error: Error) => {
      const isNews = this.awayMs === 0 || this.awayMs > NEWS_AFTER_MS;
      this.logger[isNews ? 'warn' : 'debug'](`${this.reading.queue}: ${error.message}`);
    });
    // It is sent again on this channel.
    this.waiting.length = 0;
    const on = new StreamSubscription(connection, channel, this.cursor.request);
    this.current = on;
    await on.begin(this.reading.queue, this.prefetch, (message) => this.receive(message, on));
    this.detachedAt = undefined;
    if (isAgain) this.reading.onAgain?.();
    this.hasBegun = true;
  }

  /**
   * Whether the connection that was lost brought the reading on, also past an entry that the broker
   * cannot hand over: then it closes the connection after it has agreed to send entries.
   */
  private async passOver(): Promise<boolean> {
    // What came before that entry.
    await this.running;
    const lost = this.current;
    this.current = undefined;
    const isRefused =
      lost?.isRefused === true && (!lost.request.isAlone || (await this.isNextWritten()));
    this.isPassing = isRefused || lost?.isDone === true;
    if (!this.isPassing) this.cursor.lost();
    const passed = isRefused ? this.cursor.refuse() : undefined;
    if (passed !== undefined && !this.isEnded) {
      await this.giveUnreadable([passed]).catch((error: unknown) => this.fail(error));
    }
    return this.isPassing && !this.cursor.isPaced;
  }

  private async isNextWritten(): Promise<boolean> {
    const { findTailOffset } = this.reading;
    const next = this.cursor.position ?? 0;
    if (!findTailOffset || next < this.end) return true;
    this.end = await findTailOffset();
    return next < this.end;
  }

  private receive(message: ConsumeMessage, on: StreamSubscription): void {
    if (this.isEnded) return;
    this.waiting.push({ message, on });
    if (!this.isRunning) this.running = this.run();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    try {
      let since = performance.now();
      for (let read = 1; this.waiting.length > 0; read += 1) {
        const { message, on } = this.waiting.shift() as (typeof this.waiting)[number];
        const reading = this.take(message, on);
        if (reading) await reading;
        if (read % (this.prefetch / 4) === 0 || this.waiting.length === 0) on.acknowledge(message);
        if (performance.now() - since < SLICE_MS) continue;
        await setImmediate();
        since = performance.now();
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.isRunning = false;
    }
  }

  private fail(error: unknown): void {
    this.isEnded = true;
    this.waiting.length = 0;
    this.reading.onFailed(error);
  }

  /** An entry before the next one was read already, or comes from the beginning of a whole chunk. */
  private take(message: ConsumeMessage, on: StreamSubscription): void | Promise<void> {
    if (this.isEnded) return;
    const offset = offsetOf(message) ?? this.cursor.position ?? 0;
    // Before it is read: after a lost connection it must not be sent again while it is.
    const isNext = this.cursor.receive(offset);
    const gap = this.cursor.takeGap();
    if (gap) this.report(gap);
    on.noteEntry(offset);
    if (!isNext) return;
    const before = this.cursor.takeProved();
    if (before.length === 0) return this.give(message, offset);
    return this.giveUnreadable(before).then(() => this.give(message, offset));
  }

  private give(message: ConsumeMessage, offset: number): void | Promise<void> {
    if (unreadableOf(message)) return this.reading.onEntry(NOTHING, offset, {});
    return this.reading.onEntry(message.content, offset, message.properties.headers ?? {});
  }

  private async giveUnreadable(offsets: readonly number[]): Promise<void> {
    for (const offset of offsets) await this.reading.onEntry(NOTHING, offset, {});
  }

  private report(gap: EntryRange): void {
    const { onGap, queue } = this.reading;
    this.logger.error(
      { queue, ...gap },
      `entries ${gap.from} to ${gap.to} of '${queue}' were passed over, as far as they are kept: the broker cannot hand over all of them`,
    );
    onGap?.(gap);
  }
}

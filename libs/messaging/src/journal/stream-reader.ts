import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { BrokerConnection } from '../connection/broker-connection';
import { isBrokerFault } from '../connection/broker-fault';
import { unreadableOf } from '../connection/guard-properties';
import { consumerTag } from '../connection/name-connection';
import type { BrokerSettings } from '../messaging.config';
import { untilAborted } from '../connection/until-aborted';
import { StreamCursor, type EntryRange, type StreamOffset } from './stream-cursor';
import { acknowledge, offsetArgument, type Subscribed } from './stream-subscription';

/** Unless the reading says otherwise. */
const PREFETCH = 1_000;
/** How long entries hold the event loop before others have a turn. */
const SLICE_MS = 10;
/** How soon after its consent the broker closes the connection at an entry that was asked for alone. */
const REFUSED_WITHIN_MS = 5_000;
const NOTHING = Buffer.alloc(0);

/** The headers of an entry, as its publisher and the broker wrote them. */
export type EntryHeaders = Readonly<Record<string, unknown>>;

/** What a reader reads and whom it tells. */
export interface Reading {
  /** The stream. */
  readonly queue: string;
  readonly from: StreamOffset;
  /** An entry that is there, not before those that are wanted; not needed to read from `next`. */
  readonly last?: number;
  /** Entries the broker sends ahead of those that are read. Default 1,000. */
  readonly prefetch?: number;
  /**
   * Given each entry once, in order; the next waits for it. One whose properties cannot be read, or that
   * the broker cannot hand over, comes with an empty body and no headers.
   */
  readonly onEntry: (body: Buffer, offset: number, headers: EntryHeaders) => void | Promise<void>;
  /** Before it begins again: the stream may be what was lost. What it throws is passed over. */
  readonly restore?: () => Promise<void>;
  /**
   * Finds the end, at or behind which is what is written from then on. Behind an end that was found
   * nothing is passed over. Without it, nothing is known to be there behind `last`.
   */
  readonly findEnd?: () => Promise<number>;
  /**
   * Called with entries that were passed over in search of one that the broker can hand over. Others
   * may be among them.
   */
  readonly onGap?: (gap: EntryRange) => void;
  /** Told when it has begun again, behind the entry it read last. */
  readonly onAgain?: () => void;
  /** Told what `onEntry` threw; nothing is read after that. Must not throw. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * Reads a stream on a connection of its own, and after a lost connection goes on behind the entry
 * it read last: without a gap, and without a repeat. What was cut off the beginning of the stream
 * meanwhile is passed over, and so is an entry that the broker cannot hand over (see StreamCursor).
 */
export class StreamReader {
  private readonly logger = new Logger(StreamReader.name);
  private readonly connection: BrokerConnection;
  private readonly cursor: StreamCursor;
  private readonly waiting: { message: ConsumeMessage; on: Subscribed }[] = [];
  private isRunning = false;
  private running?: Promise<void>;
  private isEnded = false;
  private hasBegun = false;
  private current?: Subscribed;
  /** It subscribes again only to get past an entry. */
  private isPassing = false;
  /** Up to which entries are known to be there. */
  private end: number;
  private detachedAt?: number;

  constructor(
    settings: BrokerSettings,
    private readonly reading: Reading,
  ) {
    this.end = (reading.last ?? 0) + 1;
    this.cursor = new StreamCursor(reading.from, reading.last);
    this.connection = new BrokerConnection({
      role: `reading ${reading.queue}`,
      settings,
      setUp: (connection) => this.subscribe(connection),
      onLost: () => (this.detachedAt = performance.now()),
      beforeReconnect: (signal) => untilAborted(this.passOver(), signal),
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

  private get prefetch(): number {
    return this.reading.prefetch ?? PREFETCH;
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
    // Its reason reaches us as the rejected call or in the log; the connection begins anew.
    channel.on('error', (error: Error) =>
      this.logger.warn(`${this.reading.queue}: ${error.message}`),
    );
    const startAnew = (): void => void connection.close().catch(() => undefined);
    channel.on('close', startAnew);
    // It is sent again on this channel.
    this.waiting.length = 0;
    const on: Subscribed = { channel, startAnew, ...this.cursor.request };
    this.current = on;
    connection.on('error', (error: Error) => {
      if (isBrokerFault(error)) on.faultAt = performance.now();
    });
    await channel.prefetch(on.isAlone ? 1 : this.prefetch);
    await channel.consume(
      this.reading.queue,
      // The broker ends a consumer when the stream is deleted.
      (message) => (message === null ? startAnew() : this.receive(message, on)),
      {
        arguments: { 'x-stream-offset': offsetArgument(on.from) },
        consumerTag: consumerTag(this.reading.queue),
      },
    );
    on.grantedAt = performance.now();
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
    const isRefused = lost !== undefined && (await this.isRefusal(lost));
    this.isPassing = isRefused || lost?.isDone === true;
    if (!this.isPassing) this.cursor.lost();
    const passed = isRefused ? this.cursor.refuse() : undefined;
    if (passed !== undefined && !this.isEnded) {
      try {
        await this.reading.onEntry(NOTHING, passed, {});
      } catch (error) {
        this.fail(error);
      }
    }
    return this.isPassing && !this.cursor.isPaced;
  }

  /** Whether the broker closed that connection at the next entry, and not for another fault of its own. */
  private async isRefusal({ faultAt, grantedAt, isAlone }: Subscribed): Promise<boolean> {
    if (grantedAt === undefined || faultAt === undefined) return false;
    if (!isAlone) return true;
    return faultAt - grantedAt <= REFUSED_WITHIN_MS && this.isNextWritten();
  }

  private async isNextWritten(): Promise<boolean> {
    const { findEnd } = this.reading;
    const next = this.cursor.position ?? 0;
    if (!findEnd || next < this.end) return true;
    this.end = await findEnd();
    return next < this.end;
  }

  private receive(message: ConsumeMessage, on: Subscribed): void {
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
        if (read % (this.prefetch / 4) === 0 || this.waiting.length === 0) acknowledge(message, on);
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
  private take(message: ConsumeMessage, on: Subscribed): void | Promise<void> {
    if (this.isEnded) return;
    const { content, properties } = message;
    const offset = this.offsetOf(message);
    // Before it is read: after a lost connection it must not be sent again while it is.
    const isNext = this.cursor.receive(offset);
    const gap = this.cursor.takeGap();
    if (gap) this.report(gap);
    if (on.isAlone && offset >= (on.from as number)) {
      on.isDone = true;
      on.startAnew();
    }
    if (!isNext) return;
    if (unreadableOf(message)) return this.reading.onEntry(NOTHING, offset, {});
    return this.reading.onEntry(content, offset, properties.headers ?? {});
  }

  private report(gap: EntryRange): void {
    const { onGap, queue } = this.reading;
    this.logger.error(
      { queue, ...gap },
      `entries ${gap.from} to ${gap.to} of '${queue}' were passed over, as far as they are kept: the broker cannot hand over all of them`,
    );
    onGap?.(gap);
  }

  /** The broker says it, in a header among those that may not be readable; entries follow one another. */
  private offsetOf({ properties }: ConsumeMessage): number {
    const offset: unknown = properties.headers?.['x-stream-offset'];
    return Number.isSafeInteger(offset) ? (offset as number) : (this.cursor.position ?? 0);
  }
}

import { Logger } from '@nestjs/common';
import type { CheckResult } from '@warren/platform';
import type { BrokerSettings } from '../../amqp/connection/messaging.config';
import type { EntryHeaders } from './reading';
import { SkippedRecords } from './skipped-records';
import type { StreamOffset } from './stream-cursor';
import { StreamReader } from './stream-reader';

const PROGRESS_EVERY_MS = 5_000;

/** Where the entries come from, and how far what was there at the start reaches. */
export interface FeedSource {
  readonly queue: string;
  readonly from: StreamOffset;
  /** The offset of the end when the app started. */
  readonly end: number;
  /** Finds the end again. */
  readonly findTailOffset: () => Promise<number>;
  /** Makes sure of the stream. */
  readonly restore: () => Promise<void>;
}

/** What a view does with an entry; the next one waits for it. */
type TakeEntry = (body: Buffer, offset: number, headers: EntryHeaders) => void | Promise<void>;

/**
 * Gives the entries of a stream to a view: those that are kept first, then each new one as it comes. No
 * entry ends it: one for which the view throws is counted and skipped.
 */
export class StreamFeed {
  private readonly logger = new Logger(StreamFeed.name);
  /** What the view, or this, could make nothing of. */
  readonly skipped = new SkippedRecords(this.logger);
  private reader?: StreamReader;
  private source?: FeedSource;
  private position = 0;
  private loggedAt = 0;
  private isAnotherStream = false;
  private isStalled = false;
  private reach: () => void = () => undefined;
  /** Resolves when the view has what was there at the start. */
  readonly caughtUp = new Promise<void>((resolve) => (this.reach = resolve));

  constructor(
    private readonly config: BrokerSettings,
    private readonly onEntry: TakeEntry,
  ) {}

  start(source: FeedSource): void {
    const { end: last, findTailOffset, from, queue, restore } = source;
    this.source = source;
    this.loggedAt = performance.now();
    this.reader = new StreamReader(this.config, {
      ...{ queue, from, last },
      onEntry: (body, offset, headers) => {
        const given = this.give(body, offset, headers);
        if (given) return given.then(() => this.pass(offset));
        this.pass(offset);
      },
      ...{ restore, findTailOffset },
      onGap: ({ from: first, to }) => this.skipped.add('unreadable', `entries ${first} to ${to}`),
      onAgain: () => void this.compare().catch(() => undefined),
      onFailed: (error) => this.stall(error),
    });
    this.reader.start();
  }

  async close(): Promise<void> {
    await this.reader?.close();
  }

  /** For how long the stream is not followed, in milliseconds; for ever after reading has failed. */
  get awayMs(): number {
    return this.isStalled ? Infinity : (this.reader?.awayMs ?? 0);
  }

  /** Whether the view is true. */
  check(): CheckResult {
    if (!this.source || !this.reader) return { ok: false, detail: 'not found yet' };
    if (this.isStalled) return { ok: false, detail: 'reading failed: restart' };
    if (this.position < this.source.end) {
      return { ok: false, detail: `reading: at entry ${this.position} of ${this.source.end}` };
    }
    if (this.isAnotherStream) return { ok: false, detail: 'the stream is another one: restart' };
    const { isAttached } = this.reader;
    return { ok: isAttached, detail: isAttached ? 'followed' : 'not attached' };
  }

  private give(body: Buffer, offset: number, headers: EntryHeaders): void | Promise<void> {
    const skip = (error: unknown): void => this.skipped.add('unreadable', `entry ${offset}`, error);
    try {
      return this.onEntry(body, offset, headers)?.catch(skip);
    } catch (error) {
      skip(error);
    }
  }

  /** A fault of ours and of no entry: the views stand still, and the process continues its work. */
  private stall(error: unknown): void {
    this.isStalled = true;
    this.logger.error({ err: error }, `the stream '${this.source?.queue}' is no longer read`);
  }

  private pass(offset: number): void {
    const end = this.source?.end ?? 0;
    const wasBehind = this.position < end;
    this.position = offset;
    if (offset >= end) this.reach();
    else if (wasBehind) this.logPosition(end);
  }

  /**
   * A stream that was deleted and declared again counts from 0, and the broker gives a reader of
   * the old one nothing. The views are those of the old stream: only a restart makes them true.
   */
  private async compare(): Promise<void> {
    // Before the end is looked for: the mark that finds it is read here too.
    const position = this.reader?.position ?? 0;
    const end = (await this.source?.findTailOffset()) ?? Infinity;
    if (end >= position) return;
    this.isAnotherStream = true;
    this.logger.error(`the stream '${this.source?.queue}' was declared again: restart this worker`);
  }

  private logPosition(end: number): void {
    const now = performance.now();
    if (now - this.loggedAt < PROGRESS_EVERY_MS) return;
    this.loggedAt = now;
    this.logger.log(`reading the ${this.source?.queue}: at entry ${this.position} of ${end}`);
  }
}

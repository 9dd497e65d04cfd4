import { Logger } from '@nestjs/common';
import type { CheckResult } from '@warren/platform';
import type { MessagingConfig } from '../messaging.config';
import { checkRecord, readMark } from './check-record';
import type { Projection } from './journal';
import { JournalReader, type StreamOffset } from './journal-reader';

const PROGRESS_EVERY_MS = 5_000;

/** Where the records come from, and how far what was there at the start reaches. */
export interface FeedSource {
  readonly queue: string;
  readonly from: StreamOffset;
  /** The offset of the end when the app started. */
  readonly end: number;
  /** Finds the end again. */
  readonly findEnd: () => Promise<number>;
  /** Makes sure of the stream. */
  readonly restore: () => Promise<void>;
}

/** Gives records to projections: those that are kept first, then each new one as it comes. */
export class JournalFeed {
  private readonly logger = new Logger(JournalFeed.name);
  private readonly projections: Projection[] = [];
  private reader?: JournalReader;
  private source?: FeedSource;
  private position = 0;
  private toldAt = 0;
  private skipped = 0;
  private isAnotherStream = false;
  private reach: () => void = () => undefined;
  /** Resolves when the projections have what was there at the start. */
  readonly caughtUp = new Promise<void>((resolve) => (this.reach = resolve));

  constructor(private readonly config: Pick<MessagingConfig, 'heartbeatSeconds' | 'urls'>) {}

  get isWanted(): boolean {
    return this.projections.length > 0;
  }

  /** To be called before `start`. */
  follow(projection: Projection): void {
    this.projections.push(projection);
  }

  start(source: FeedSource): void {
    const { from, queue, restore } = source;
    this.source = source;
    this.toldAt = performance.now();
    this.reader = new JournalReader(this.config, {
      ...{ queue, from },
      onEntry: (body, offset) => this.give(body, offset),
      restore,
      onAgain: () => void this.compare().catch(() => undefined),
      // A projection must not throw; a view that is wrong is worse than a process that ends.
      onFailed: (error) => {
        throw error;
      },
    });
    this.reader.start();
  }

  async close(): Promise<void> {
    await this.reader?.close();
  }

  /** Whether its projections are true. */
  check(): CheckResult {
    if (!this.source || !this.reader) return { ok: false, detail: 'not found yet' };
    if (this.position < this.source.end) {
      return { ok: false, detail: `reading: at ${this.position} of ${this.source.end}` };
    }
    if (this.isAnotherStream) return { ok: false, detail: 'the stream is another one: restart' };
    const { isAttached } = this.reader;
    return { ok: isAttached, detail: isAttached ? 'followed' : 'not attached' };
  }

  private give(body: Buffer, offset: number): void {
    const record = checkRecord(body);
    if (record) for (const each of this.projections) each.apply(record, offset);
    else if (readMark(body) === undefined) this.skip(offset);
    const end = this.source?.end ?? 0;
    const wasBehind = this.position < end;
    this.position = offset;
    if (offset >= end) this.reach();
    else if (wasBehind) this.tell(end);
  }

  /**
   * A stream that was deleted and declared anew counts from 0 again, and the broker gives a reader of
   * the old one nothing. The views are those of the old stream: only a restart makes them true.
   */
  private async compare(): Promise<void> {
    // From before the end is looked for: the mark that is written for it is read here as well.
    const position = this.reader?.position ?? 0;
    const end = (await this.source?.findEnd()) ?? Infinity;
    if (end >= position) return;
    this.isAnotherStream = true;
    this.logger.error('the stream of the journal was declared anew: restart this worker');
  }

  /** A later version wrote it, or a client that should not; once is enough for the log. */
  private skip(offset: number): void {
    if (this.skipped === 0) {
      this.logger.warn({ offset }, 'the journal has an entry this version does not know; skipped');
    }
    this.skipped += 1;
  }

  private tell(end: number): void {
    const now = performance.now();
    if (now - this.toldAt < PROGRESS_EVERY_MS) return;
    this.toldAt = now;
    this.logger.log(`reading the journal: at ${this.position} of ${end}`);
  }
}

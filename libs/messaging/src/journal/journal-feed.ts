import { Logger } from '@nestjs/common';
import type { CheckResult } from '@warren/platform';
import type { MessagingConfig } from '../messaging.config';
import { readMark } from './check-record';
import { offsetOf, readEntry } from './entries';
import { AgainJudge } from './again-judge';
import type { JournalStart, Projection } from './journal';
import type { JournalRecord } from './journal-record';
import { StreamFeed, type FeedSource } from './stream-feed';

/** About what an entry takes in the stream beside its body. */
const ENTRY_BYTES = 512;

/** Gives records to projections: those that are kept first, then each new one as it comes. */
export class JournalFeed {
  private readonly logger = new Logger(JournalFeed.name);
  private readonly projections: Projection[] = [];
  private readonly feed: StreamFeed;
  private readonly judge = new AgainJudge();
  private readonly reach = { since: 0, bytes: 0 };
  private begin?: JournalStart;
  private nextEntry?: number;
  private skipped = 0;

  constructor(config: Pick<MessagingConfig, 'heartbeatSeconds' | 'urls'>) {
    this.feed = new StreamFeed(config, (...entry) => this.give(...entry));
  }

  get isWanted(): boolean {
    return this.projections.length > 0;
  }

  /** Resolves when the projections have what was there at the start. */
  get caughtUp(): Promise<void> {
    return this.feed.caughtUp;
  }

  /** To be called before `start`. */
  follow(projection: Projection): void {
    this.projections.push(projection);
  }

  start(source: FeedSource): void {
    this.feed.start(source);
  }

  close(): Promise<void> {
    return this.feed.close();
  }

  /** From where on its projections were given every record. */
  get since(): JournalStart | undefined {
    return this.begin;
  }

  /** Whether its projections are true. */
  check(): CheckResult {
    return this.feed.check();
  }

  private give(body: Buffer, entry: number, headers: Readonly<Record<string, unknown>>): void {
    const records = readEntry(body, headers);
    this.note(entry, body.length);
    for (const [place, record] of records.entries()) {
      if (record !== undefined) this.apply(record, offsetOf(entry, place));
    }
    if (records.includes(undefined) && readMark(body) === undefined) this.skip(entry);
  }

  private apply(record: JournalRecord, offset: number): void {
    this.begin ??= { offset, at: record.at };
    if (!this.judge.admits(record, offset)) return;
    for (const each of this.projections) each.apply(record, offset, this.reach);
  }

  /**
   * Entries that were dropped before they could be read leave a gap: what is known begins behind it.
   * One number alone is none: the broker takes one for itself where a segment begins.
   */
  private note(entry: number, bytes: number): void {
    if (this.nextEntry === undefined || entry > this.nextEntry + 1) {
      this.reach.since = offsetOf(entry, 0);
      this.judge.begin(this.reach.since);
      this.begin = undefined;
    }
    this.nextEntry = entry + 1;
    this.reach.bytes += bytes + ENTRY_BYTES;
  }

  /** A later version wrote it, or a client that should not; once is enough for the log. */
  private skip(entry: number): void {
    if (this.skipped === 0) {
      this.logger.warn({ entry }, 'the journal has a record this version does not know; skipped');
    }
    this.skipped += 1;
  }
}

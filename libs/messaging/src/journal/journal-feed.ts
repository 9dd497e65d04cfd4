import { Logger } from '@nestjs/common';
import type { CheckResult } from '@warren/platform';
import type { MessagingConfig } from '../messaging.config';
import { readMark } from './check-record';
import { isClaimRecord } from './claim-record';
import { offsetOf, readEntry } from './entries';
import type { Projection } from './journal';
import { StreamFeed, type FeedSource } from './stream-feed';

/** Gives records to projections: those that are kept first, then each new one as it comes. */
export class JournalFeed {
  private readonly logger = new Logger(JournalFeed.name);
  private readonly projections: Projection[] = [];
  private readonly feed: StreamFeed;
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

  /** Whether its projections are true. */
  check(): CheckResult {
    return this.feed.check();
  }

  private give(body: Buffer, entry: number, headers: Readonly<Record<string, unknown>>): void {
    const records = readEntry(body, headers);
    for (const [place, record] of records.entries()) {
      if (record === undefined) continue;
      for (const each of this.projections) {
        if (isClaimRecord(record)) each.applyClaim?.(record);
        else each.apply(record, offsetOf(entry, place));
      }
    }
    if (records.includes(undefined) && readMark(body) === undefined) this.skip(entry);
  }

  /** A later version wrote it, or a client that should not; once is enough for the log. */
  private skip(entry: number): void {
    if (this.skipped === 0) {
      this.logger.warn({ entry }, 'the journal has a record this version does not know; skipped');
    }
    this.skipped += 1;
  }
}

import type { CheckResult } from '@warren/platform';
import type { MessagingConfig } from '../messaging.config';
import { readMark } from './check-record';
import { offsetOf, readEntry } from './entries';
import type { Projection } from './journal';
import type { JournalRecord } from './journal-record';
import type { SkippedRecords } from './skipped-records';
import { StreamFeed, type FeedSource } from './stream-feed';

/**
 * Gives records to projections: those that are kept first, then each new one as it comes. A record that
 * cannot be read is skipped, and one that a projection throws for is lost to that projection alone; both
 * are counted.
 */
export class JournalFeed {
  private readonly projections: { readonly name: string; readonly projection: Projection }[] = [];
  private readonly feed: StreamFeed;

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

  get skipped(): SkippedRecords {
    return this.feed.skipped;
  }

  /**
   * To be called before `start`.
   *
   * @param name by which what it throws for is counted; default: that of its class.
   */
  follow(projection: Projection, name: string = projection.constructor.name): void {
    this.projections.push({ name, projection });
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
      const offset = offsetOf(entry, place);
      if (record !== undefined) this.apply(record, offset, entry);
      else if (readMark(body) === undefined) this.skip('unreadable', offset, entry);
    }
  }

  private apply(record: JournalRecord, offset: number, entry: number): void {
    for (const { name, projection } of this.projections) {
      try {
        projection.apply(record, offset);
      } catch (error) {
        this.skip(`not applied to ${name}`, offset, entry, error);
      }
    }
  }

  private skip(reason: string, offset: number, entry: number, error?: unknown): void {
    this.skipped.add(reason, `offset ${offset} (entry ${entry})`, error);
  }
}

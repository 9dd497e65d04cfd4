import { setImmediate } from 'node:timers/promises';
import type { CheckResult } from '@warren/platform';
import type { BrokerSettings } from '../amqp/connection/messaging.config';
import { readMark } from '../records/check-record';
import { isAboutMessage, isClaimRecord, type JournalLine } from '../records/claim-record';
import { isOperatedRecord } from '../records/operated-record';
import { MAX_RECORDS, offsetOf, readEntry } from '../records/entries';
import { AgainJudge } from './again-judge';
import type { JournalStart, Projection } from './journal';
import type { SkippedRecords } from './streams/skipped-records';
import { StreamFeed, type FeedSource } from './streams/stream-feed';

/** About what an entry takes in the stream beside its body. */
const ENTRY_BYTES = 512;

/**
 * Gives records to projections: those that are kept first, then each new one as it comes. A record that
 * cannot be read is skipped, and one that a projection throws for is lost to that projection alone; both
 * are counted.
 */
export class JournalFeed {
  private readonly projections: { readonly name: string; readonly projection: Projection }[] = [];
  private readonly feed: StreamFeed;
  private readonly judge = new AgainJudge();
  private readonly reach = { since: 0, bytes: 0 };
  private begin?: JournalStart;
  private nextEntry?: number;

  constructor(config: BrokerSettings) {
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
   * To be called before `start`. One that follows already does so once.
   *
   * @param name by which what it throws for is counted; default: that of its class.
   */
  follow(projection: Projection, name: string = projection.constructor.name): void {
    if (this.projections.some((each) => each.projection === projection)) return;
    this.projections.push({ name, projection });
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

  private give(
    body: Buffer,
    entry: number,
    headers: Readonly<Record<string, unknown>>,
  ): void | Promise<void> {
    const records = readEntry(body, headers);
    this.note(entry, body.length);
    const isMark = (): boolean => readMark(body) !== undefined;
    const applyFrom = (first: number): void => {
      for (const [index, record] of records.slice(first, first + MAX_RECORDS).entries()) {
        const offset = offsetOf(entry, first + index);
        if (record !== undefined) this.apply(record, offset, entry);
        else if (!isMark()) this.skip('unreadable', offset, entry);
      }
    };
    if (records.length <= MAX_RECORDS) return applyFrom(0);
    return inTurns(records.length, applyFrom);
  }

  private apply(record: JournalLine, offset: number, entry: number): void {
    this.begin ??= { offset, at: record.at };
    if (isAboutMessage(record) && !this.judge.admits(record, offset)) return;
    for (const { name, projection } of this.projections) {
      try {
        if (isAboutMessage(record)) projection.apply(record, offset, this.reach);
        else if (isClaimRecord(record)) projection.applyClaim?.(record);
        else if (isOperatedRecord(record)) {
          projection.applyOperated?.(record, offset, this.reach);
        } else if (record.kind === 'operation') projection.applyOperation?.(record, offset);
        else if (record.kind === 'published') {
          projection.applyPublished?.(record, offset, this.reach);
        } else projection.applyTriage?.(record, offset, this.reach);
      } catch (error) {
        this.skip(`not applied to ${name}`, offset, entry, error);
      }
    }
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

  private skip(reason: string, offset: number, entry: number, error?: unknown): void {
    this.skipped.add(reason, `offset ${offset} (entry ${entry})`, error);
  }
}

/** What another client wrote may have more records than an entry of ours: in between others have a turn. */
async function inTurns(count: number, applyFrom: (first: number) => void): Promise<void> {
  for (let first = 0; first < count; first += MAX_RECORDS) {
    applyFrom(first);
    await setImmediate();
  }
}

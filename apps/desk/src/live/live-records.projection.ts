import type {
  JournalReach,
  JournalRecord,
  OperatedRecord,
  Projection,
  PublishedRecord,
} from '@warren/messaging';
import {
  sizeOf,
  toLiveFailures,
  toLiveOperation,
  toLiveRecord,
  type LiveRecord,
} from './live-record';
import { News } from './news';

/** Records that are kept for clients that come back, about 600 bytes each. */
const CAPACITY = 100_000;
/** About how many bytes of them are kept. */
const CAPACITY_BYTES = 64 * 1_048_576;

/** The newest records of the journal, for clients that follow it. */
export class LiveRecordsProjection implements Projection {
  private readonly ring: LiveRecord[] = [];
  /** How many there were in all, and how many of these are no longer kept. */
  private count = 0;
  private forgottenCount = 0;
  private bytes = 0;
  /** Nothing is kept at this offset and before it. */
  private forgotten = -1;
  private readonly news = new News();

  constructor(
    private readonly capacity = CAPACITY,
    private readonly capacityBytes = CAPACITY_BYTES,
  ) {}

  apply(record: JournalRecord, offset: number, { since }: JournalReach): void {
    // What is only written again is no news.
    if ('againAt' in record && record.againAt) return;
    this.keep(toLiveRecord(record, offset), since);
  }

  applyOperated(record: OperatedRecord, offset: number, { since }: JournalReach): void {
    if (record.againAt === undefined) this.keep(toLiveOperation(record, offset), since);
  }

  applyPublished(record: PublishedRecord, offset: number, { since }: JournalReach): void {
    const live = toLiveFailures(record, offset);
    if (live) this.keep(live, since);
  }

  private keep(live: LiveRecord, since: number): void {
    this.forgotten = Math.max(this.forgotten, since - 1);
    this.bytes += sizeOf(live);
    while (this.count - this.forgottenCount >= this.capacity || this.isTooMuch) this.forgetOldest();
    this.ring[this.count % this.capacity] = live;
    this.count += 1;
    this.news.announce();
  }

  /** The offset of the newest record; -1 when there is none. */
  get newest(): number {
    return this.count === 0 ? -1 : this.at(this.count - 1).offset;
  }

  /** Whether every record behind this offset is kept. */
  isKeptAfter(offset: number): boolean {
    return offset >= this.forgotten;
  }

  /** The records behind this offset, oldest first. */
  *after(offset: number): Generator<LiveRecord> {
    for (let index = this.firstAfter(offset); index < this.count; index += 1) yield this.at(index);
  }

  /** Resolves when a further record is there, after this time, or when the signal is aborted. */
  untilNews(withinMs: number, signal: AbortSignal): Promise<void> {
    return this.news.until(withinMs, signal);
  }

  private get isTooMuch(): boolean {
    return this.bytes > this.capacityBytes && this.count > this.forgottenCount;
  }

  private forgetOldest(): void {
    const oldest = this.at(this.forgottenCount);
    this.forgotten = Math.max(this.forgotten, oldest.offset);
    this.bytes -= sizeOf(oldest);
    this.forgottenCount += 1;
  }

  private at(index: number): LiveRecord {
    return this.ring[index % this.capacity] as LiveRecord;
  }

  private firstAfter(offset: number): number {
    let low = this.forgottenCount;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle).offset <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

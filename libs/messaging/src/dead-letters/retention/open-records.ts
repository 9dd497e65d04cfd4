import { letterKey, progressKey } from '../../journal/again-judge';
import type { JournalReach, Projection } from '../../journal/journal';
import type {
  DeadLetteredRecord,
  JournalRecord,
  ProgressRecord,
} from '../../messages/journal-record';
import { sizeOfRecord } from '../../records/size-of-record';
import { ProgressStore } from '../../progress/progress-store';
import { OpenSet, type OpenBounds, type OpenEntry, type Position } from './open-set';
import type { RetentionLimits } from './retention-limits';

/** A record that can be written again. */
export type OpenRecord = DeadLetteredRecord | ProgressRecord;

/** What a view must still find in the stream, and how much may be open for that. */
export interface OpenTerms {
  readonly limits: RetentionLimits;
  /** How far back progress is read at a start, in records. */
  readonly recentRecords: number;
  readonly letters: OpenBounds;
  readonly progress: OpenBounds;
}

/** About what an entry takes in memory beside its record. */
const ENTRY_BYTES = 512;

/**
 * What is open in the journal: dead letters and progress, each with the place where it is recorded
 * last. Built from the stream alone; a gap in what was read makes it forget everything, since what was
 * settled in the gap is not known.
 */
export class OpenRecords implements Projection {
  readonly letters: OpenSet<DeadLetteredRecord>;
  readonly progress: OpenSet<ProgressRecord>;
  private current = new ProgressStore();
  private reach: JournalReach = { since: 0, bytes: 0 };
  private since = 0;
  private records = 0;
  private readTo = 0;
  /** The latest time of a record up to here, and not after now. */
  private clock = 0;

  constructor(private readonly terms: OpenTerms) {
    this.letters = new OpenSet(terms.letters);
    this.progress = new OpenSet(terms.progress);
  }

  apply(record: JournalRecord, offset: number, reach: JournalReach): void {
    if (reach.since !== this.since) this.forgetAll(reach.since);
    this.reach = reach;
    this.records += 1;
    this.readTo = offset;
    const writtenAt = ('againAt' in record ? record.againAt : undefined) ?? record.at;
    this.clock = Math.max(this.clock, Math.min(writtenAt.getTime(), Date.now()));
    if (record.kind === 'dead-lettered') this.keepLetter(record, offset);
    else if (record.kind === 'redriven' || record.kind === 'discarded') {
      this.letters.close(letterKey(record.deadLetterId));
    }
    this.followProgress(record, offset);
  }

  /**
   * Records to be written again now, written so, at most `count`.
   *
   * @param share of what is kept behind which a record is: between a half and one.
   */
  takeDue(share: number, count: number, nowMs: number): OpenRecord[] {
    const { ageMs, bytes } = this.terms.limits;
    const isOld = (position: Position): boolean =>
      this.reach.bytes - position.bytes >= share * bytes || nowMs - position.at >= share * ageMs;
    const isNotRecent = (position: Position): boolean =>
      isOld(position) || this.records - position.records >= share * this.terms.recentRecords;
    const letters = this.letters.takeDue(isOld, count, nowMs);
    const progress = this.progress.takeDue(isNotRecent, count - letters.length, nowMs);
    return [
      ...letters.map((entry) => this.writeAgain(entry, nowMs)),
      ...progress.map((entry) => {
        const isOver = this.current.current(entry.record.delivery)?.isOver ?? false;
        return { ...this.writeAgain(entry, nowMs), isOver };
      }),
    ];
  }

  private keepLetter(record: DeadLetteredRecord, offset: number): void {
    const key = letterKey(record.deadLetterId);
    const known = this.letters.get(key);
    // What was decided before it was recorded last says nothing new of it.
    if (known && (record.asOf ?? Infinity) < known.position.offset) return;
    const firstOffset = known?.firstOffset ?? record.firstOffset ?? offset;
    // One and the same, however often it is written again.
    const kept = known?.record ?? record;
    const size = known?.size ?? ENTRY_BYTES + sizeOfRecord(record);
    this.letters.keep(key, kept, { firstOffset, ...this.positionAt(offset) }, size);
  }

  private followProgress(record: JournalRecord, offset: number): void {
    const place = 'delivery' in record ? record.delivery : record;
    this.current.apply(record);
    const key = progressKey(place);
    const current = this.current.current(place);
    if (current === undefined) return this.progress.close(key);
    if (record.kind !== 'progress') return;
    const known = this.progress.get(key);
    const isNews = current.record === record;
    const isAgain = record.asOf !== undefined && known && record.asOf >= known.position.offset;
    if (!isNews && !isAgain) return;
    const firstOffset = (isNews ? record.firstOffset : known?.firstOffset) ?? offset;
    const size = ENTRY_BYTES + sizeOfRecord(current.record);
    const at = { firstOffset, ...this.positionAt(offset) };
    this.progress.keep(key, current.record, at, size);
  }

  private positionAt(offset: number): Position {
    return { offset, bytes: this.reach.bytes, records: this.records, at: this.clock };
  }

  private writeAgain<R extends OpenRecord>(
    { firstOffset, record }: OpenEntry<R>,
    nowMs: number,
  ): R {
    return { ...record, againAt: new Date(nowMs), asOf: this.readTo, firstOffset };
  }

  private forgetAll(since: number): void {
    this.since = since;
    this.letters.clear();
    this.progress.clear();
    this.current = new ProgressStore();
  }
}

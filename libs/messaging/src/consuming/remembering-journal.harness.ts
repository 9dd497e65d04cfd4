import {
  isAboutMessage,
  isClaimRecord,
  type ClaimRecord,
  type JournalLine,
} from '../records/claim-record';
import { isOperatedRecord, type OperatedRecord } from '../records/operated-record';
import {
  Journal,
  type JournalPosition,
  type JournalStart,
  type Projection,
} from '../journal/journal';
import type { JournalRecord, ProcessedRecord } from '../messages/journal-record';

/** A journal in memory whose records can be seen, and which can be broken. */
export class RememberingJournal extends Journal {
  readonly all: JournalRecord[] = [];
  readonly claims: ClaimRecord[] = [];
  readonly operated: OperatedRecord[] = [];
  isBroken = false;
  /** What a reader is said to have skipped. */
  unreadable = 0;
  /** Why it does not take this record now. */
  refusalOf: (record: JournalLine) => Error | undefined = () => undefined;
  private readonly projections: Projection[] = [];

  /** The records of success. */
  get records(): ProcessedRecord[] {
    return this.all.filter((each) => each.kind === 'processed');
  }

  append(record: JournalLine): Promise<void> {
    if (this.isBroken) return Promise.reject(new Error('the journal is unavailable'));
    const refusal = this.refusalOf(record);
    if (refusal) return Promise.reject(refusal);
    if (isClaimRecord(record)) {
      this.claims.push(record);
      for (const each of this.projections) each.applyClaim?.(record);
      return Promise.resolve();
    }
    if (isOperatedRecord(record)) {
      this.operated.push(record);
      const reach = { since: 0, bytes: 0 };
      const offset = this.all.length + this.operated.length;
      for (const each of this.projections) each.applyOperated?.(record, offset, reach);
    }
    if (!isAboutMessage(record)) return Promise.resolve();
    this.all.push(record);
    for (const each of this.projections) {
      each.apply(record, this.all.length - 1, { since: 0, bytes: this.all.length });
    }
    return Promise.resolve();
  }

  has(queue: string, messageId: string): boolean {
    return this.records.some(
      ({ delivery }) => delivery.queue === queue && delivery.messageId === messageId,
    );
  }

  hasOther(queue: string, messageId: string, eventHash: number): boolean {
    const known = this.records.find(
      ({ delivery }) => delivery.queue === queue && delivery.messageId === messageId,
    )?.eventHash;
    return known !== undefined && known !== eventHash;
  }

  follow(projection: Projection): void {
    this.projections.push(projection);
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  since(): JournalStart | undefined {
    const [first] = this.all;
    return first && { offset: 0, at: first.at };
  }

  async read(
    from: JournalPosition,
    onRecord: (record: JournalRecord, offset: number) => void | Promise<void>,
    _signal?: AbortSignal,
    onUnreadable?: (count: number) => void,
  ): Promise<void> {
    if (this.unreadable > 0) onUnreadable?.(this.unreadable);
    const start = typeof from === 'object' && 'offset' in from ? from.offset : 0;
    for (const [offset, record] of [...this.all.entries()].slice(start)) {
      await onRecord(record, offset);
    }
  }

  /** The message ids of the processed records of a queue, in the order they were made. */
  idsOf(queue: string): string[] {
    return this.records
      .filter(({ delivery }) => delivery.queue === queue)
      .map(({ delivery }) => delivery.messageId);
  }
}

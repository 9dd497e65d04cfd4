import { Journal, type ProcessedRecord } from '../journal/journal';

/** A journal whose records can be seen, and which can be broken. */
export class RememberingJournal extends Journal {
  readonly records: ProcessedRecord[] = [];
  isBroken = false;

  append(record: ProcessedRecord): Promise<void> {
    if (this.isBroken) return Promise.reject(new Error('the journal is away'));
    this.records.push(record);
    return Promise.resolve();
  }

  has(queue: string, messageId: string): boolean {
    return this.records.some(
      ({ delivery }) => delivery.queue === queue && delivery.messageId === messageId,
    );
  }

  /** The message ids of the records of a queue, in the order they were made. */
  idsOf(queue: string): string[] {
    return this.records
      .filter(({ delivery }) => delivery.queue === queue)
      .map(({ delivery }) => delivery.messageId);
  }
}

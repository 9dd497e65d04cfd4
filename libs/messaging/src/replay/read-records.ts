import type { Journal, JournalPosition } from '../journal/journal';
import type { JournalRecord } from '../messages/journal-record';

/** A record and where it stands in the journal. */
export interface PlacedRecord {
  readonly record: JournalRecord;
  readonly offset: number;
}

/** Hands over one record at a time: the reader never runs ahead of the consumer. */
class Counter {
  private waiting?: { readonly placed: PlacedRecord; readonly taken: () => void };
  private onChange?: () => void;
  private end?: { readonly error?: Error };

  give(placed: PlacedRecord): Promise<void> {
    if (this.end) return Promise.resolve();
    return new Promise((taken) => {
      this.waiting = { placed, taken };
      this.onChange?.();
    });
  }

  /** Ends the wait of a reader that still hands over. */
  close(error?: Error): void {
    this.end ??= { error };
    this.waiting?.taken();
    this.onChange?.();
  }

  async take(): Promise<PlacedRecord | undefined> {
    if (!this.waiting && !this.end) await new Promise<void>((change) => (this.onChange = change));
    this.onChange = undefined;
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.taken();
    if (waiting) return waiting.placed;
    if (this.end?.error !== undefined) throw this.end.error;
    return undefined;
  }
}

/**
 * The journal's records from a position to what is the end now, one at a time as they are asked for.
 *
 * @param onUnreadable called with the count of what was skipped, since it cannot be read.
 * @throws the signal's reason when it is aborted.
 */
export async function* readRecords(
  journal: Pick<Journal, 'read'>,
  from: JournalPosition,
  signal: AbortSignal,
  onUnreadable: (count: number) => void,
): AsyncGenerator<PlacedRecord> {
  const over = new AbortController();
  const counter = new Counter();
  const either = AbortSignal.any([signal, over.signal]);
  const giveAll = (record: JournalRecord, offset: number): Promise<void> =>
    counter.give({ record, offset });
  const reading = journal.read(from, giveAll, either, onUnreadable).then(
    () => counter.close(),
    (error: Error) => counter.close(error),
  );
  try {
    for (let next = await counter.take(); next; next = await counter.take()) {
      signal.throwIfAborted();
      yield next;
    }
  } finally {
    over.abort();
    counter.close();
    await reading;
  }
}

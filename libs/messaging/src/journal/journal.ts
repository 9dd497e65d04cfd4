import type { ClaimRecord, JournalLine } from '../records/claim-record';
import type { OperatedRecord } from '../records/operated-record';
import type { OperationRecord } from '../records/operation-record';
import type { PublishedRecord } from '../records/published-record';
import type { TriagedRecord } from '../records/triaged-record';
import type { JournalRecord } from '../messages/journal-record';

/** How much of the journal a projection was given. */
export interface JournalReach {
  /** The offset from which on it was given every record, without a gap. */
  readonly since: number;
  /** About how many bytes of the stream that is. */
  readonly bytes: number;
}

/** From where on the journal is known to a view: what is older it cannot count. */
export interface JournalStart {
  readonly offset: number;
  /** When what its first record says happened. */
  readonly at: Date;
}

/** A view that is built from records alone: the same records in the same order give the same view. */
export interface Projection {
  /**
   * A record for which it throws is lost to this view alone; `Readiness` counts it and says where it
   * stands.
   *
   * @param offset of the record in the journal; only ever grows, with gaps.
   */
  apply(record: JournalRecord, offset: number, reach: JournalReach): void;
  /** Claims, in the same order; only the view that decides on them wants these. */
  applyClaim?(record: ClaimRecord): void;
  /** What somebody did to the system, in the same order; views of messages need not know it. */
  applyOperated?(record: OperatedRecord, offset: number, reach: JournalReach): void;
  /** What people said about groups of dead letters, in the same order; only the view of these wants them. */
  applyTriage?(record: TriagedRecord, offset: number, reach: JournalReach): void;
  /** Operations on many dead letters, in the same order; only the view of these wants them. */
  applyOperation?(record: OperationRecord, offset: number): void;
  /** What became of publishes, in the same order; only views of these want it. */
  applyPublished?(record: PublishedRecord, offset: number, reach: JournalReach): void;
}

/**
 * Where reading begins: at the oldest record that is kept, at an offset, at a time (records from
 * about then on), or about a number of records before the end.
 */
export type JournalPosition =
  'first' | { readonly offset: number } | { readonly time: Date } | { readonly last: number };

/** What happened to each message, in the order it was kept. The worker acks only what is kept (I2). */
export abstract class Journal {
  /**
   * Resolves when the record is kept; rejects when it is not, or when that is not known, and may
   * then be called again with it. Readers may see a record twice. Of an event or a body that is too
   * large for a record it keeps an excerpt: a record is never refused for its size.
   *
   * @param source the bytes that the event of the record was read from.
   */
  abstract append(record: JournalLine, source?: Buffer): Promise<void>;

  /**
   * Whether this queue's handler has processed this message, as far as this process knows: such a
   * message is acked without effect. May forget, never invents: a wrong yes would lose a message.
   */
  abstract has(queue: string, messageId: string): boolean;

  /**
   * Whether what it has processed under this id was another event, by the hash that its record has. May
   * forget, never invents: records of older workers have none.
   */
  abstract hasOther(queue: string, messageId: string, eventHash: number): boolean;

  /**
   * Gives the projection every record, in order: the recent ones that were kept before (as many as
   * JOURNAL_REPLAY says), or all from the first that is kept, and then each new one, of every worker.
   * To be called before the app has started.
   */
  abstract follow(projection: Projection, from?: 'recent' | 'first'): void;

  /**
   * Resolves when every projection that follows the recent records has those that had been kept before
   * this process started; those that follow from the first are given them after that, and are waited for
   * with `first`. Rejects when the app stops.
   */
  abstract ready(from?: 'recent' | 'first'): Promise<void>;

  /** From where on the projections were given every record; undefined while there is none. */
  abstract since(from?: 'recent' | 'first'): JournalStart | undefined;

  /**
   * Reads once from `from` to what is the end now, and resolves there. Waits for `onRecord` before the
   * next; resumes where it was after a lost connection.
   *
   * @param onUnreadable called with the count of what was skipped: records that cannot be read, and
   * entries that the broker cannot hand over.
   * @throws the signal's reason when it is aborted, and what `onRecord` throws.
   */
  abstract read(
    from: JournalPosition,
    onRecord: (record: JournalRecord, offset: number) => void | Promise<void>,
    signal: AbortSignal,
    onUnreadable?: (count: number) => void,
  ): Promise<void>;
}

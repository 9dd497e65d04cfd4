import type { JournalRecord } from '../messages/journal-record';
import type { OperatedRecord } from './operated-record';
import type { OperationRecord } from './operation-record';
import type { PublishedRecord } from './published-record';
import type { TriagedRecord } from './triaged-record';

/** What a claim is on: a dead letter or an operation, by its id; replays to a queue, by its name; an alert. */
export interface ClaimSubject {
  readonly of: 'dead-letter' | 'replay' | 'operation' | 'alert';
  readonly key: string;
}

/**
 * `claimed`: a process is about to act, and no other may. `released`: nothing came of it, or it is over.
 * These records coordinate the workers; they say nothing about a message, so projections never see them.
 */
export interface ClaimRecord extends ClaimSubject {
  readonly kind: 'claimed' | 'released';
  /** Names the claim. */
  readonly claim: string;
  /** The claim of a process that took too long, which this one ends. */
  readonly supersedes?: string;
  /** The process. */
  readonly worker: string;
  readonly at: Date;
}

/** One line of the journal. */
export type JournalLine =
  JournalRecord | ClaimRecord | OperatedRecord | OperationRecord | PublishedRecord | TriagedRecord;

const NOT_ABOUT_MESSAGES: ReadonlySet<string> = new Set([
  ...['claimed', 'released', 'operated', 'operation', 'published', 'triaged'],
]);

export function isClaimRecord(line: JournalLine): line is ClaimRecord {
  return line.kind === 'claimed' || line.kind === 'released';
}

/** Whether it is about a message, as all that every projection is given. */
export function isAboutMessage(line: JournalLine): line is JournalRecord {
  return !NOT_ABOUT_MESSAGES.has(line.kind);
}

/** What is done once the journal has this record, so that a claim on it is over. */
export function subjectEndedBy(record: JournalRecord): ClaimSubject | undefined {
  return record.kind === 'redriven' || record.kind === 'discarded' || record.kind === 'restored'
    ? { of: 'dead-letter', key: record.deadLetterId }
    : undefined;
}

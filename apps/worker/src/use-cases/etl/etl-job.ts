import type { JournalRecord, ProgressRecord } from '@warren/messaging';

/** How far a job is, and what has become of it. */
export interface EtlJob {
  readonly messageId: string;
  readonly source: string;
  /** `running` also when its worker was killed and the next one has not begun. */
  readonly outcome: 'running' | 'retrying' | 'processed' | 'dead-lettered' | 'discarded';
  /** Rows that are loaded. */
  readonly done: number;
  /** Rows that there are; undefined until it is known. */
  readonly of?: number;
  readonly attempt: number;
  /** Of the last attempt that failed. */
  readonly lastError?: { readonly code: string; readonly message: string };
  readonly at: Date;
  readonly deadLetterId?: string;
  /** How far its story is: what was earlier changes nothing any more. */
  readonly place: readonly number[];
}

/**
 * The job as it is after a record, whatever was known before. `before` itself when the record says
 * nothing new: records are repeated, and an attempt that was given up may still save something.
 */
export function foldJob(before: EtlJob | undefined, record: JournalRecord): EtlJob | undefined {
  if (record.kind === 'redriven' || record.kind === 'discarded') {
    if (!before || before.deadLetterId !== record.deadLetterId) return before;
    const outcome = record.kind === 'discarded' ? 'discarded' : 'retrying';
    return { ...before, outcome, at: record.at, deadLetterId: undefined };
  }
  const place = placeOf(record);
  if (before && !isBehind(place, before.place)) return before;
  const { at } = record;
  if (record.kind === 'dead-lettered') {
    const { attempt, deadLetterId, failure, kind } = record;
    return (
      before && {
        ...before,
        ...{ outcome: kind, attempt, at, deadLetterId, place },
        lastError: failure,
      }
    );
  }
  const source =
    record.kind === 'progress' ? record.state?.['source'] : record.event?.payload['source'];
  if (typeof source !== 'string') return before;
  const { attempt, messageId } = record.delivery;
  const known = { ...before, messageId, source, attempt, at, place };
  if (record.kind === 'progress') {
    return { ...known, outcome: 'running', done: record.done, of: record.of };
  }
  const of = toCount(record.event?.payload['rows']);
  if (record.kind === 'processed') return { ...known, outcome: 'processed', done: of, of };
  const outcome = record.retryInMs === undefined ? 'dead-lettered' : 'retrying';
  return { ...known, outcome, done: before?.done ?? 0, of, lastError: record.failure };
}

type Told = Exclude<JournalRecord, { readonly kind: 'redriven' | 'discarded' }>;

/** By redrives, attempts, and what happens within one; a job that was processed stays so. */
function placeOf(record: Told): readonly number[] {
  if (record.kind === 'processed') return [Infinity];
  if (record.kind === 'dead-lettered') return [record.redrives, record.attempt, 2];
  const { attempt, redrives } = record.delivery;
  return record.kind === 'failed'
    ? [redrives, attempt, 1]
    : [redrives, attempt, 0, ...runOf(record)];
}

function runOf({ at, delivery }: ProgressRecord): readonly number[] {
  return [delivery.redeliveries, at.getTime()];
}

function isBehind(place: readonly number[], other: readonly number[]): boolean {
  const at = place.findIndex((value, index) => value !== other[index]);
  return at >= 0 && (place[at] ?? 0) > (other[at] ?? -1);
}

function toCount(rows: unknown): number {
  return typeof rows === 'number' ? rows : 0;
}

import type { ActedRecord, JournalRecord, ProgressRecord } from '@warren/messaging';
import { readEvent } from '@warren/views';

/** Any client may write longer ones into the journal. The queue takes 128 and counts an emoji of three as one. */
const MAX_SOURCE_CHARS = 3 * 128;
/** As a worker records it. */
const MAX_ERROR_CHARS = { code: 128, message: 512 };

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
  /** Orders the records of a job: an earlier one no longer changes it. */
  readonly place: readonly number[];
}

/**
 * The job after a record, in any order of records. `before` itself when the record says
 * nothing new: records are repeated, and an attempt that was given up may still save something.
 */
export function foldJob(before: EtlJob | undefined, record: JournalRecord): EtlJob | undefined {
  if (record.kind === 'restored') {
    const { at, deadLetterId, messageId } = record;
    if (before?.outcome !== 'discarded' || before.messageId !== messageId) return before;
    return { ...before, outcome: 'dead-lettered', at, deadLetterId };
  }
  if (record.kind === 'redriven' || record.kind === 'discarded') {
    if (!before || before.deadLetterId !== record.deadLetterId) return before;
    const outcome = record.kind === 'discarded' ? 'discarded' : 'retrying';
    return { ...before, outcome, at: record.at, deadLetterId: undefined };
  }
  const place = placeOf(record);
  if (before && !isBehind(place, before.place)) return before;
  const source = sourceOf(record) ?? before?.source;
  if (source === undefined) return undefined;
  const { attempt, messageId } = 'delivery' in record ? record.delivery : record;
  const known = { done: 0, ...before, messageId, source, attempt, at: record.at, place };
  return { ...known, ...newsOf(record, before?.of) };
}

/** What a record says of a job whose rows were `of` before. */
function newsOf(record: JobRecord, of?: number): Pick<EtlJob, 'outcome'> & Partial<EtlJob> {
  if (record.kind === 'progress') {
    return { outcome: 'running', done: record.done, of: record.of };
  }
  const rows = toCount(fieldOf(record, 'rows'));
  if (record.kind === 'processed') return { outcome: 'processed', done: rows ?? 0, of: rows ?? 0 };
  const code = record.failure.code.slice(0, MAX_ERROR_CHARS.code);
  const message = record.failure.message.slice(0, MAX_ERROR_CHARS.message);
  const failed = { of: rows ?? of, lastError: { code, message } };
  if (record.kind === 'dead-lettered') {
    // A worker that was killed too often leaves nothing else of its job.
    return { ...failed, outcome: 'dead-lettered', deadLetterId: record.deadLetterId };
  }
  return { ...failed, outcome: record.retryInMs === undefined ? 'dead-lettered' : 'retrying' };
}

function sourceOf(record: JobRecord): string | undefined {
  const source = fieldOf(record, 'source');
  return typeof source === 'string' && source.length <= MAX_SOURCE_CHARS ? source : undefined;
}

function fieldOf(record: JobRecord, name: string): unknown {
  const said = record.kind === 'progress' ? record.state : readEvent(record)?.payload;
  return (said as Record<string, unknown> | undefined)?.[name];
}

type JobRecord = Exclude<JournalRecord, ActedRecord>;

/** By redrives, attempts, and what happens within one; a job that was processed stays so. */
function placeOf(record: JobRecord): readonly number[] {
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

function toCount(rows: unknown): number | undefined {
  return typeof rows === 'number' ? rows : undefined;
}

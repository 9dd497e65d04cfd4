import type { EventDto } from '@warren/model';
import type { JournalRecord, ProgressRecord, RedrivenRecord } from '@warren/messaging';
import { markEvent } from './read-record';

/** A run of a handler. Times are in milliseconds since 1970. */
export interface AttemptStep {
  readonly kind: 'processed' | 'failed';
  /** How often the message had been redriven before. */
  readonly cycle: number;
  readonly attempt: number;
  readonly startedAt: number;
  readonly at: number;
  readonly handler: string;
  readonly worker: string;
  readonly redeliveries: number;
  readonly failure?: { readonly code: string; readonly message: string; readonly stack?: string };
  readonly retryInMs?: number;
}

/** How far a run of a handler was when it said so last. */
export interface ProgressStep {
  readonly kind: 'progress';
  readonly cycle: number;
  readonly attempt: number;
  readonly redeliveries: number;
  readonly worker: string;
  readonly at: number;
  readonly done: number;
  readonly of?: number;
}

/** That it was dead-lettered. */
interface DeadLetteredStep {
  readonly kind: 'dead-lettered';
  readonly cycle: number;
  readonly deadLetterId: string;
  readonly at: number;
  readonly cause: string;
  readonly failure: { readonly code: string; readonly message: string };
}

/** What somebody did about a dead letter. */
interface ActedStep {
  readonly kind: 'redriven' | 'discarded' | 'restored';
  readonly deadLetterId: string;
  readonly at: number;
  readonly by: string;
  readonly reason: string;
  readonly edited?: EventDto;
}

/** What one record adds to the story of a message in a queue. */
export type Step = AttemptStep | ProgressStep | DeadLetteredStep | ActedStep;

/** What a record says beside the message itself. */
export function toStep(record: JournalRecord): Step {
  if (record.kind === 'dead-lettered') {
    const { kind, redrives, deadLetterId, cause, failure } = record;
    return { kind, cycle: redrives, deadLetterId, at: record.at.getTime(), cause, failure };
  }
  if ('by' in record) {
    const { kind, deadLetterId, by, reason } = record;
    const { edited: event, excerpt } = record as RedrivenRecord;
    const edited = markEvent(event, excerpt);
    return { kind, deadLetterId, at: record.at.getTime(), by, reason, edited };
  }
  if (record.kind === 'progress') return toProgressStep(record);
  const { kind, delivery, handler, worker } = record;
  return {
    kind,
    cycle: delivery.redrives,
    attempt: delivery.attempt,
    startedAt: record.startedAt.getTime(),
    at: record.at.getTime(),
    handler,
    worker,
    redeliveries: delivery.redeliveries,
    ...(record.kind === 'failed' && { failure: record.failure, retryInMs: record.retryInMs }),
  };
}

function toProgressStep({ kind, at, delivery, done, of, worker }: ProgressRecord): ProgressStep {
  const { attempt, redeliveries, redrives } = delivery;
  const run = { cycle: redrives, attempt, redeliveries, worker };
  return { kind, ...run, at: at.getTime(), done, ...(of !== undefined && { of }) };
}

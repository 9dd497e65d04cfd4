import type { EventDto } from '@warren/model';
import type { FailedRecord, ProcessedRecord } from '../../messages/journal-record';
import type { FailureDecision } from '../../failures/decide-failure';

/** One run of a handler, with any outcome; the event is absent when the body is none. */
export type Attempt = Omit<ProcessedRecord, 'kind' | 'event' | 'at'> & {
  readonly event?: EventDto;
};

/** The record of an attempt that failed, with the stack where it is to be kept. */
export function describeFailure(
  { event, ...attempt }: Attempt,
  decision: FailureDecision,
  at: Date,
  stack?: string,
): FailedRecord {
  return {
    kind: 'failed',
    ...attempt,
    at,
    failure: { ...decision.failure, ...(stack !== undefined && { stack }) },
    ...(decision.kind === 'retry' && { retryInMs: decision.delayMs }),
    ...(event && { event }),
  };
}

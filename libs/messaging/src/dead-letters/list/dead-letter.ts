import type {
  ActedRecord,
  DeadLetterCause,
  DeadLetteredRecord,
} from '../../messages/journal-record';

/** `open`: no operator has acted on it; `redriven`: sent again; `discarded`: put away. */
export type DeadLetterState = 'open' | 'redriven' | 'discarded';

/** A dead letter and what became of it. */
export interface DeadLetter {
  readonly record: DeadLetteredRecord;
  readonly state: DeadLetterState;
  /** What was done about it last: what settled it, or that it was restored; absent when nothing was. */
  readonly action?: ActedRecord;
  /** Names the group it belongs to. */
  readonly group: string;
  /** The sender's own id and the tipo of its event, as far as its body has them. */
  readonly eventId?: string;
  readonly tipo?: string;
}

/** Which dead letters are meant. Everything that is set must be so. */
export interface DeadLetterFilter {
  readonly queue?: string;
  readonly tipo?: string;
  readonly cause?: DeadLetterCause;
  /** The code of the failure. */
  readonly code?: string;
  readonly messageId?: string;
  /** The event's own id. */
  readonly id?: string;
  /** The id of a group. */
  readonly group?: string;
  /** Stands just so in the body, or the excerpt of it, as it is or as compact JSON. */
  readonly text?: string;
  /** Died at this time or after it. */
  readonly from?: Date;
  /** Died before this time. */
  readonly to?: Date;
  /** Default `open`; `any`: all three. */
  readonly state?: DeadLetterState | 'any';
}

/** Whether the filter means this dead letter, as far as it is not about its text. */
export function matchesFilter(letter: DeadLetter, filter: DeadLetterFilter): boolean {
  const { record } = letter;
  const { from, state = 'open', to } = filter;
  const isEqual =
    (state === 'any' || state === letter.state) &&
    isUnsetOr(filter.queue, record.queue) &&
    isUnsetOr(filter.tipo, letter.tipo) &&
    isUnsetOr(filter.cause, record.cause) &&
    isUnsetOr(filter.code, record.failure.code) &&
    isUnsetOr(filter.messageId, record.messageId) &&
    isUnsetOr(filter.id, letter.eventId) &&
    isUnsetOr(filter.group, letter.group);
  return (
    isEqual && (from === undefined || record.at >= from) && (to === undefined || record.at < to)
  );
}

function isUnsetOr(wanted: string | undefined, actual: string | undefined): boolean {
  return wanted === undefined || wanted === actual;
}

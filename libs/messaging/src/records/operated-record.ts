import { isCount, isLabel, isName, isTime, isWords, optional, type Check } from './record-checks';
import type { RecordedAgain } from '../messages/journal-record';

/**
 * Somebody operated the system: paused a queue, began an operation on many messages. It says nothing
 * about a message, so that only projections with `applyOperated` see it; what became of each message
 * has records of other kinds.
 */
export interface OperatedRecord extends Pick<RecordedAgain, 'againAt' | 'firstOffset'> {
  readonly kind: 'operated';
  /** What all records of one operation share: the first says what was asked, the last what came of it. */
  readonly operationId?: string;
  /** What was done: `pause`, `resume`, `prefetch` of a queue, and others. */
  readonly action: string;
  /** On what: a queue, by its name, or something else that the action says. */
  readonly target: string;
  /** Where the action sets a number: which. */
  readonly value?: number;
  readonly at: Date;
  /** Who. */
  readonly by: string;
  /** The address that the request came from. */
  readonly from: string;
  readonly why?: string;
  /** What came of it, in words; absent where that was not known yet. */
  readonly result?: string;
}

/** What each has. */
export const OPERATED: Readonly<Record<string, Check>> = {
  againAt: optional(isTime),
  firstOffset: optional(isCount),
  operationId: optional(isName),
  action: isName,
  target: isName,
  value: optional(isCount),
  at: isTime,
  by: isLabel,
  from: isName,
  why: optional(isWords),
  result: optional(isWords),
};

export function isOperatedRecord(line: { readonly kind: string }): line is OperatedRecord {
  return line.kind === 'operated';
}

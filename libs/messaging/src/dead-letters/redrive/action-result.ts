import { WarrenError } from '@warren/model';
import { UnknownOutcomeError } from '../../messages/publish-errors';

/**
 * What became of one dead letter. `skipped`: it is in another state, another request or worker acts on
 * it, or its bytes are not kept. `failed`: the error says why, and whether it may be done all the same; it can be
 * repeated by its id.
 */
export interface ActionResult<Done extends string> {
  readonly deadLetterId: string;
  /** Absent for an id that is not kept. */
  readonly messageId?: string;
  readonly queue?: string;
  readonly outcome: Done | 'skipped' | 'failed';
  /** Why it was skipped: a `SkipReason`, or that its bytes are not kept. */
  readonly reason?: string;
  /** Why it failed. */
  readonly error?: WarrenError;
}

/** The result for an id of which no dead letter is kept. */
export function notKept(deadLetterId: string): ActionResult<never> {
  const error = new WarrenError('not_found', 'no dead letter with this id is kept here');
  return { deadLetterId, outcome: 'failed', error };
}

/** Why an action failed, as a problem; an error of another class is `refused`. */
export function toActionError(error: unknown): WarrenError {
  if (error instanceof WarrenError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new WarrenError('refused', reason, {}, { cause: error });
}

/** Why a record was not kept, as far as that is known: its words are about the journal. */
export function toRecordError(error: unknown): WarrenError {
  if (!(error instanceof UnknownOutcomeError)) return toActionError(error);
  const detail =
    'the journal may have the record or not: ask again by its id, which changes nothing twice';
  return new WarrenError('outcome_unknown', detail, {}, { cause: error });
}

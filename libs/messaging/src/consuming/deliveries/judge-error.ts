import type { Finality } from '../../amqp/settling/pending-consequences';
import { ReturnedError } from '../../failures/decide-return';
import { PermanentError } from '../../messages/handler-errors';
import { codeOfFinalRefusal } from '../../messages/publish-errors';
import { AnswerNotAcceptedError } from '../answers/send-answer';

/**
 * Not the fault of one event, nor of a reply queue: others of the queue would fail like it. Undefined when
 * no handler ran.
 */
export function countsForBreaker(error: unknown): boolean | undefined {
  if (error instanceof ReturnedError) return undefined;
  return !(error instanceof PermanentError || error instanceof AnswerNotAcceptedError);
}

/** Permissions are changed while processes run, also by mistake: one refusal for that may pass. */
export function finalityOf(error: unknown): Finality {
  const code = codeOfFinalRefusal(error);
  if (code === undefined) return 'never';
  return code === 'not_permitted' ? 'repeated' : 'at once';
}

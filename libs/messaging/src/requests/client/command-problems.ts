import { WarrenError } from '@warren/model';
import { REFUSED_RETRY_AFTER_SECONDS } from '../../messages/publish-errors';
import type { AnswerError } from '../wire/answer-error';

/** No worker consumes the queue of commands, or the queue is not there: nothing was sent or kept. */
export class NoWorkerError extends WarrenError {
  constructor(readonly messageId: string) {
    super('no_worker', 'no worker serves commands now; nothing was sent', {
      messageId,
      retryAfterSeconds: REFUSED_RETRY_AFTER_SECONDS,
    });
  }
}

/** There was no answer in time, or there will be none: the command may have been done. */
export class NoAnswerError extends WarrenError {
  /** @param mayHaveRun whether a handler may have begun it; false when that is known. */
  constructor(
    readonly messageId: string,
    reason: string,
    readonly mayHaveRun: boolean,
  ) {
    super('no_answer', reason, { messageId, mayHaveRun });
  }
}

/**
 * The answer of a worker that did not do the command, as the caller's problem. The code of a handler
 * that meant what it threw takes the place of the general one; `type` still says which that is.
 */
export function toCommandProblem(messageId: string, error: AnswerError): WarrenError {
  const { code, kind, message } = error;
  switch (kind) {
    case 'permanent':
      return new WarrenError('command_rejected', message, { code, messageId });
    case 'retryable':
      return new WarrenError('command_unavailable', message, {
        code,
        messageId,
        retryAfterSeconds: REFUSED_RETRY_AFTER_SECONDS,
      });
    case 'unknown_command':
      return new WarrenError('unknown_command', message, { messageId });
    case 'expired':
      return new NoAnswerError(messageId, 'no worker began it by its deadline', false);
    case 'overdue':
      return new NoAnswerError(messageId, 'it was begun and not done by its deadline', true);
    case 'failed':
      return new WarrenError('command_failed', message, { messageId });
  }
}

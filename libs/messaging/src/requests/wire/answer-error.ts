import { PermanentError, RetryableError } from '../../messages/handler-errors';

/**
 * Why a command was not done. `permanent`: its handler rejected it, and would again. `retryable`: its
 * handler could not do it now. `failed`: anything else that was thrown; `unknown_command`: it has no
 * handler there. `expired`: it came after its deadline and was not begun. `overdue`: it was begun and
 * not done by its deadline.
 */
export type AnswerErrorKind =
  'permanent' | 'retryable' | 'failed' | 'unknown_command' | 'expired' | 'overdue';

/** An error as it travels in an answer; a stock client of Nest sees this object as the error. */
export interface AnswerError {
  /** What Nest's own errors have. */
  readonly status: 'error';
  readonly kind: AnswerErrorKind;
  /** Of `permanent` and `retryable` the handler's own. */
  readonly code: string;
  /** At most 512 characters. */
  readonly message: string;
}

const KINDS: ReadonlySet<unknown> = new Set<AnswerErrorKind>([
  'permanent',
  'retryable',
  'failed',
  'unknown_command',
  'expired',
  'overdue',
]);
const CODE = /^[a-z0-9_]{1,64}$/;
const MESSAGE_LIMIT = 512;

/** It says nothing of what happened: that may be what a caller should not see. */
const FAILED: AnswerError = {
  status: 'error',
  kind: 'failed',
  code: 'command_failed',
  message: 'the command failed; the log of the worker says why',
};

export function answerError(kind: AnswerErrorKind, code: string, message: string): AnswerError {
  return { status: 'error', kind, code, message: message.slice(0, MESSAGE_LIMIT) };
}

/**
 * What a caller learns of an error that a handler threw: code and words of the two it throws on
 * purpose, nothing of any other. A code that is not one (`a-z`, `0-9` and `_`, at most 64) is none.
 */
export function describeError(error: unknown): AnswerError {
  const isPermanent = error instanceof PermanentError;
  if (!isPermanent && !(error instanceof RetryableError)) return FAILED;
  if (!CODE.test(error.code)) return FAILED;
  return answerError(isPermanent ? 'permanent' : 'retryable', error.code, error.message);
}

/** The error in an answer of any client; what is not one of ours counts as `failed`. */
export function readError(sent: unknown): AnswerError {
  const { code, kind, message } = (sent ?? {}) as Partial<Record<keyof AnswerError, unknown>>;
  const isOurs = KINDS.has(kind) && typeof code === 'string' && CODE.test(code);
  if (!isOurs || typeof message !== 'string') return FAILED;
  return answerError(kind as AnswerErrorKind, code, message);
}

import { findExceededJsonBound, MAX_JSON_DEPTH, MAX_JSON_VALUES } from '@warren/model';
import { ProblemError } from '../problems/problem.error';

/** When to send the body again, in seconds. */
const RETRY_AFTER_SECONDS = 1;

export function tooLarge(limit: number): ProblemError {
  return new ProblemError('body_too_large', `the body is larger than ${limit} bytes`);
}

/** Its sender must not count on bytes that others hold. */
export function noRoomForBody(): ProblemError {
  return new ProblemError('overloaded', 'too many large bodies arrive at once', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

export function tooManyPieces(): ProblemError {
  return new ProblemError(
    'invalid_request',
    'the body comes in too many pieces that are too small',
  );
}

/**
 * Why a JSON text must not be parsed, if so: nested too deeply, or too many values.
 *
 * @param outerDepth levels of what the text was cut from.
 */
export function findJsonProblem(text: string, outerDepth = 0): ProblemError | undefined {
  const bound = findExceededJsonBound(text, MAX_JSON_DEPTH - outerDepth);
  if (bound === undefined) return undefined;
  return bound === 'depth' ? tooDeep() : tooManyValues();
}

export function tooDeep(): ProblemError {
  return new ProblemError('invalid_request', `JSON is nested deeper than ${MAX_JSON_DEPTH} levels`);
}

function tooManyValues(): ProblemError {
  return new ProblemError(
    'invalid_request',
    `JSON has more than ${MAX_JSON_VALUES} values, one with a name counted as 20`,
  );
}

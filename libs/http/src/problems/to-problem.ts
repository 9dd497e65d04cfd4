import { HttpException } from '@nestjs/common';
import { WarrenError } from '@warren/model';
import { problems, type ProblemCode } from './problem-codes';
import { ProblemError } from './problem.error';

/** An RFC 9457 answer: its status, its headers and its body. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly type: string;
    readonly instance: string;
  };
}

/** Answered by `ProblemsController`. */
const DOCS = '/problems';

const CODE_BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  403: 'not_found',
  404: 'not_found',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  503: 'not_ready',
};

/**
 * Turns any thrown value into an answer. Errors of ours, and of the library, carry their own
 * code; those of Nest and Fastify are known by their status; anything else is an `internal_error`
 * that says nothing more, since its words may hold what a client should not see.
 */
export function toProblem(error: unknown, instance: string): ProblemAnswer {
  if (error instanceof WarrenError || error instanceof ProblemError) {
    const { retryAfterSeconds, ...fields } = error.fields;
    const headers: Record<string, string> =
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    return answer(error.code, error.message, instance, { headers, fields });
  }
  const code = codeOf(statusOf(error));
  if (code === undefined || !(error instanceof Error)) {
    return answer('internal_error', 'See the log of this process.', instance, {});
  }
  return answer(code, error.message, instance, {});
}

/** A refusal of the frameworks that has no code of its own is the request's fault all the same. */
function codeOf(status: number): ProblemCode | undefined {
  return CODE_BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'invalid_request' : undefined);
}

function answer(
  code: ProblemCode,
  detail: string,
  instance: string,
  extra: { headers?: Record<string, string>; fields?: Record<string, unknown> },
): ProblemAnswer {
  const { status, title } = problems[code];
  return {
    status,
    headers: extra.headers ?? {},
    body: { type: `${DOCS}/${code}`, title, status, detail, instance, code, ...extra.fields },
  };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
}

import type { WarrenErrorCode } from '@warren/model';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** The stable `code` of every problem+json answer, with its status and title (RFC 9457). */
export const problems = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  malformed_json: { status: 400, title: 'The body is not JSON' },
  unauthorized: { status: 401, title: 'Requires the operator key' },
  operations_locked: { status: 403, title: 'Operations are locked here' },
  not_found: { status: 404, title: 'There is nothing here' },
  unknown_command: { status: 404, title: 'No command has this name' },
  request_too_slow: { status: 408, title: 'The request took too long to arrive' },
  idempotency_in_progress: { status: 409, title: 'The same request is still running' },
  replay_in_progress: { status: 409, title: 'A replay to this queue still runs' },
  excerpt_only: { status: 410, title: 'Only an excerpt of it is kept' },
  body_too_large: { status: 413, title: 'The body is too large' },
  too_large: { status: 413, title: 'The message is larger than the broker takes' },
  unsupported_media_type: { status: 415, title: 'The body is not of a type this address takes' },
  expectation_failed: { status: 417, title: 'The expectation of the request cannot be met' },
  idempotency_key_reused: { status: 422, title: 'This key was used for another request' },
  unroutable: { status: 422, title: 'No queue wants this message' },
  contract_violated: { status: 422, title: 'A queue would refuse this event' },
  command_rejected: { status: 422, title: 'The handler of the command rejected it' },
  headers_too_large: { status: 431, title: 'The headers of the request are too large' },
  internal_error: { status: 500, title: 'Something failed on our side' },
  command_failed: { status: 500, title: 'The command failed' },
  refused: { status: 503, title: 'The message was not accepted; send it again' },
  queue_unavailable: {
    status: 503,
    title: 'A queue of this message is unavailable; send it again',
  },
  command_unavailable: { status: 503, title: 'The command cannot be done now; send it again' },
  no_worker: { status: 503, title: 'No worker serves commands now' },
  not_ready: { status: 503, title: 'Not ready' },
  overloaded: { status: 503, title: 'Too much is asked at once; ask again' },
  outcome_unknown: { status: 504, title: 'The broker did not answer in time' },
  no_answer: { status: 504, title: 'The command was not answered' },
} as const satisfies Record<WarrenErrorCode, unknown> & Record<string, ProblemKind>;

/** A stable machine-readable reason. Clients may switch on it; the words beside it may change. */
export type ProblemCode = keyof typeof problems;

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}

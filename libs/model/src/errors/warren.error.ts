/** Why the library did not do what it was asked: stable, for programs to switch on. */
export type WarrenErrorCode =
  | 'command_failed'
  | 'command_rejected'
  | 'command_unavailable'
  | 'contract_violated'
  | 'excerpt_only'
  | 'internal_error'
  | 'invalid_request'
  | 'no_answer'
  | 'no_worker'
  | 'not_found'
  | 'not_ready'
  | 'outcome_unknown'
  | 'queue_unavailable'
  | 'refused'
  | 'replay_in_progress'
  | 'too_large'
  | 'unknown_command'
  | 'unroutable';

/** What an error says beside its words. `retryAfterSeconds`: when asking again may help. */
export interface ErrorFields {
  readonly retryAfterSeconds?: number;
  readonly [field: string]: unknown;
}

/** An error of the library. An application maps its `code` to what its own clients are answered. */
export class WarrenError extends Error {
  constructor(
    readonly code: WarrenErrorCode,
    message: string,
    readonly fields: ErrorFields = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

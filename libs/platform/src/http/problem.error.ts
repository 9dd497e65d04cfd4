import type { ProblemCode } from '@warren/contracts';

/**
 * Fields an error adds to its problem+json answer beside the standard ones. `retryAfterSeconds`
 * becomes the `Retry-After` header and is not repeated in the body.
 */
export interface ProblemFields {
  readonly retryAfterSeconds?: number;
  readonly [field: string]: unknown;
}

/** An error that knows its problem+json answer: `message` is the detail, `code` decides the status. */
export class ProblemError extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly fields: ProblemFields = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

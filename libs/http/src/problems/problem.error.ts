import type { ErrorFields } from '@warren/model';
import type { ProblemCode } from './problem-codes';

/** An error with a problem+json answer: `message` is the detail, `code` decides the status. */
export class ProblemError extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly fields: ErrorFields = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

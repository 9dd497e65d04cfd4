/** Why a handler failed: a stable code, a sentence, and the error behind it. */
abstract class HandlerError extends Error {
  constructor(
    readonly code: string,
    message: string = code,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A handler throws this for a failure that another attempt can cure. It is what any other error means too. */
export class RetryableError extends HandlerError {}

/** A handler throws this for a failure that no further attempt can cure: dead-lettered at once. */
export class PermanentError extends HandlerError {}

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

/**
 * A handler of the library throws this for what is to come again later. It is no failure: nothing is
 * recorded, and no attempt is counted.
 */
export class PostponedError extends Error {
  readonly code = 'postponed';

  constructor(readonly delayMs: number) {
    super(`to come again in ${delayMs} ms`);
    this.name = 'PostponedError';
  }
}

/** A handler throws this for a failure that no further attempt can cure: dead-lettered at once. */
export class PermanentError extends HandlerError {}

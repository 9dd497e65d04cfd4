/** The command was not understood: exit code 2. */
export class UsageError extends Error {
  readonly code = 'usage';
}

/** The worker could not be asked, or did not do it: exit code 1. */
export class WorkerError extends Error {
  /** @param code that of the problem it answered, or `unreachable`. */
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

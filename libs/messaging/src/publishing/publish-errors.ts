import { ProblemError } from '@warren/platform';

/** No queue is bound for this message: it was not kept. Sending it again changes nothing by itself. */
export class UnroutableError extends ProblemError {
  readonly outcome = 'unroutable';

  constructor(
    readonly messageId: string,
    exchange: string,
    routingKey: string,
  ) {
    const where = exchange === '' ? 'the default exchange' : `'${exchange}'`;
    super('unroutable', `no queue is bound to ${where} for '${routingKey}'`, {
      outcome: 'unroutable',
      messageId,
    });
  }
}

/** Not sent, or not kept by the broker: safe to send again after `Retry-After`. */
export class RefusedError extends ProblemError {
  readonly outcome = 'refused';

  constructor(
    readonly messageId: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(
      'refused',
      reason,
      { outcome: 'refused', messageId, retryAfterSeconds: RETRY_AFTER_SECONDS },
      options,
    );
  }
}

/** Sent, but the broker has not answered: a queue may have it or not. */
export class UnknownOutcomeError extends ProblemError {
  readonly outcome = 'unknown';

  constructor(
    readonly messageId: string,
    reason: string,
  ) {
    super('outcome_unknown', `${reason}; the broker may have the message or not`, {
      outcome: 'unknown',
      messageId,
    });
  }
}

/** About how long the publisher needs to be back after a lost connection, in seconds. */
const RETRY_AFTER_SECONDS = 1;

import { HEADER_PREFIX, WarrenError } from '@warren/model';
import type { OutgoingMessage, SendOutcome } from './outgoing-message';

/** About how long the publisher needs to be back after a lost connection, in seconds. */
export const REFUSED_RETRY_AFTER_SECONDS = 1;
/** How often a queue that is unavailable is tried again, in seconds. */
const UNAVAILABLE_RETRY_AFTER_SECONDS = 5;

/** No queue is bound for this message: it was not kept. Sending it again changes nothing by itself. */
export class UnroutableError extends WarrenError {
  readonly outcome = 'unroutable';

  /** @param near bindings of that exchange that nearly fit, as words for a person. */
  constructor(
    readonly messageId: string,
    exchange: string,
    /** The routing key, or the headers on an exchange that routes by them. */
    what: string,
    near: readonly string[] = [],
  ) {
    const where = exchange === '' ? 'the default exchange' : `\`${exchange}\``;
    const hint = near.length === 0 ? '' : `; near: ${near.map((each) => `\`${each}\``).join(', ')}`;
    super('unroutable', `no queue is bound to ${where} for \`${what}\`${hint}`, {
      outcome: 'unroutable',
      messageId,
    });
  }
}

/** Not sent, or not kept by the broker: safe to send again after `Retry-After`. */
export class RefusedError extends WarrenError {
  readonly outcome = 'refused';

  /** @param code `queue_unavailable`: the broker is there, and a queue of the message is not. */
  constructor(
    readonly messageId: string,
    reason: string,
    /** Whether this process may not publish there. */
    readonly isForbidden = false,
    code: 'refused' | 'queue_unavailable' = 'refused',
  ) {
    super(code, reason, {
      outcome: 'refused',
      messageId,
      retryAfterSeconds:
        code === 'refused' ? REFUSED_RETRY_AFTER_SECONDS : UNAVAILABLE_RETRY_AFTER_SECONDS,
    });
  }
}

/** Sent, but the broker has not answered: a queue may have it or not. */
export class UnknownOutcomeError extends WarrenError {
  readonly outcome = 'unknown';

  constructor(
    readonly messageId: string,
    reason: string,
    /** Whether this process may not publish there. */
    readonly isForbidden = false,
  ) {
    super(
      'outcome_unknown',
      `${reason}; a queue may have the message or not: repeat with the same Idempotency-Key`,
      { outcome: 'unknown', messageId },
    );
  }
}

/**
 * The code of an error that sending the same message again cannot cure: the broker takes none so
 * large, AMQP cannot carry it, or this process may not publish there. Undefined for any other.
 */
export function codeOfFinalRefusal(
  error: unknown,
): 'too_large' | 'invalid_request' | 'not_permitted' | undefined {
  if (!(error instanceof WarrenError)) return undefined;
  if (error.code === 'too_large' || error.code === 'invalid_request') return error.code;
  const isForbidden =
    (error instanceof RefusedError || error instanceof UnknownOutcomeError) && error.isForbidden;
  return isForbidden ? 'not_permitted' : undefined;
}

/** The error of an outcome other than `confirmed`; `undefined` for that one. */
export function toPublishError(
  outcome: SendOutcome,
  { exchange, routingKey, properties }: OutgoingMessage,
  near: () => readonly string[] = () => [],
): UnroutableError | RefusedError | UnknownOutcomeError | undefined {
  const { messageId } = properties;
  switch (outcome.kind) {
    case 'confirmed':
      return undefined;
    case 'unroutable':
      return new UnroutableError(
        messageId,
        exchange,
        routingKey || describeHeaders(properties.headers as object | undefined),
        near(),
      );
    case 'refused':
      return new RefusedError(
        messageId,
        outcome.reason,
        outcome.isForbidden,
        outcome.queues === undefined ? 'refused' : 'queue_unavailable',
      );
    case 'unknown':
      return new UnknownOutcomeError(messageId, outcome.reason, outcome.isForbidden);
  }
}

/** The publisher's own headers, as words for a person. */
function describeHeaders(headers: object = {}): string {
  return Object.entries(headers as Record<string, unknown>)
    .filter(([name]) => !name.startsWith(HEADER_PREFIX) && name !== 'traceparent')
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' and ');
}

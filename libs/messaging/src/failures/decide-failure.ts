import { attemptsAllowed, type Queue, type RetryPolicy } from '@warren/model';
import { PermanentError } from '../messages/handler-errors';

/** What is to become of a delivery that failed, and why. */
export type FailureDecision = (
  | {
      readonly kind: 'retry';
      /** As the policy has it; 0 for back into its queue at once. */
      readonly waitMs: number;
      /** With its jitter. */
      readonly delayMs: number;
      /** Of one that came back, which is the same attempt: how often it did. */
      readonly returns?: number;
    }
  | { readonly kind: 'dead-letter' }
) & { readonly failure: Failure };

/** A failure as it is written on retry copies and dead letters. */
interface Failure {
  /** Stable: an error's own `code`, or its class's name. */
  readonly code: string;
  /** At most 512 characters: headers that are too large close the connection. */
  readonly message: string;
}

const MESSAGE_LIMIT = 512;
const CODE_LIMIT = 128;

/**
 * Decides what becomes of a failed delivery: a permanent failure is never retried (I3), any other
 * is while the policy has a delay left for this attempt (I4).
 *
 * @param attempt which attempt failed, from 1.
 * @param withJitter the delay for a wait of the policy.
 */
export function decideFailure(
  error: unknown,
  attempt: number,
  policy: RetryPolicy,
  withJitter: (waitMs: number) => number,
): FailureDecision {
  const failure = describeFailure(error);
  const waitMs = policy.delaysMs[attempt - 1];
  if (
    error instanceof PermanentError ||
    waitMs === undefined ||
    attempt >= attemptsAllowed(policy)
  ) {
    return { kind: 'dead-letter', failure };
  }
  return { kind: 'retry', waitMs, delayMs: withJitter(waitMs), failure };
}

/** A delivery came back, from a queue in which the broker does not count how often. */
export class ReturnedError extends Error {
  readonly code = 'returned';

  /** @param returns how often it did. */
  constructor(readonly returns: number) {
    super(
      `it came back unsettled, ${returns} time${returns === 1 ? '' : 's'}: its worker ended or lost its connection, or a client put it back`,
    );
  }
}

/**
 * Decides what becomes of such a delivery: it waits as a failed attempt would, longer each time, or not at
 * all where the policy has no waits, and is a dead letter beyond the limit of its queue. An event that ends its worker would end all of them else.
 */
export function decideReturn(
  error: ReturnedError,
  { deliveryLimit, retry: { delaysMs } }: Pick<Queue, 'deliveryLimit' | 'retry'>,
  withJitter: (waitMs: number) => number,
): FailureDecision {
  const { returns } = error;
  const failure = describeFailure(error);
  if (returns > deliveryLimit) return { kind: 'dead-letter', failure };
  const waitMs = delaysMs[Math.min(returns, delaysMs.length) - 1] ?? 0;
  return { kind: 'retry', waitMs, delayMs: waitMs && withJitter(waitMs), returns, failure };
}

/**
 * The decision for a message of this size: what the broker does not take cannot be sent again, so it
 * is a dead letter with the code `too_large`, which names the failure too. Pure.
 */
export function withinLimit(
  decision: FailureDecision,
  bytes: number,
  maxMessageBytes: number,
): FailureDecision {
  if (bytes <= maxMessageBytes) return decision;
  const { code, message } = decision.failure;
  const words = `${describeTooLarge(bytes, maxMessageBytes)}; it failed with ${code}: ${message}`;
  return {
    kind: 'dead-letter',
    failure: { code: TOO_LARGE, message: words.slice(0, MESSAGE_LIMIT) },
  };
}

/** Of a message that the broker does not take as large as it is. */
export const TOO_LARGE = 'too_large';

/** Why such a message cannot be sent again, in words. */
export function describeTooLarge(bytes: number, maxMessageBytes: number): string {
  return `it has ${bytes} bytes, and the broker takes messages of ${maxMessageBytes}`;
}

function describeFailure(error: unknown): Failure {
  const { code, name, message } = (error instanceof Error ? error : {}) as Record<string, unknown>;
  return {
    code: firstText([code, name], 'unknown').slice(0, CODE_LIMIT),
    message: firstText([message, error], 'no message').slice(0, MESSAGE_LIMIT),
  };
}

function firstText(candidates: readonly unknown[], otherwise: string): string {
  const text = candidates.find((each) => typeof each === 'string' && each !== '');
  return typeof text === 'string' ? text : otherwise;
}

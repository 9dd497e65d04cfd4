import { attemptsAllowed, type RetryPolicy } from '@warren/model';
import { PermanentError } from '../messages/handler-errors';

/** What is to become of a delivery that failed, and why. */
export type FailureDecision = (
  | {
      readonly kind: 'retry';
      /** As the policy has it. */
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

/** In the words that are written on copies. */
export function describeFailure(error: unknown): Failure {
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

import { headers as names, returnWaits, type Queue } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { redeliveriesOf } from '../decoding/read-delivery';
import { countOr } from '../messages/headers/read-count';
import { describeFailure, type FailureDecision } from './decide-failure';

/** One return most likely means a lost connection; a message that was returned twice may end its worker. */
const SUSPICIOUS_FROM = 2;

/** A delivery came back to its queue unsettled, and may be what ended its worker. */
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
 * The return for which a delivery is not to be handled now, if there is one: the second since it was
 * published, each one after that, and in a queue with priorities, of which the broker counts none, the
 * first too. In strict order none, since a copy would lose its place, nor for what is too large to be
 * copied: of these the broker alone counts the returns.
 */
export function findReturn(
  message: ConsumeMessage,
  { maxPriority, ordering }: Pick<Queue, 'maxPriority' | 'ordering'>,
  maxMessageBytes: number,
): ReturnedError | undefined {
  if (!message.fields.redelivered) return undefined;
  const before = countOr(message.properties.headers?.[names.returns], 0);
  if (maxPriority !== undefined) return new ReturnedError(before + 1);
  if (ordering === 'strict' || message.content.length > maxMessageBytes) return undefined;
  const latest = redeliveriesOf(message);
  const isSuspect = latest > 0 && before + latest >= SUSPICIOUS_FROM;
  return isSuspect ? new ReturnedError(before + latest) : undefined;
}

/** Whether this is the copy of what was returned: it is to be handled, and may end its worker. */
export function wasReturnedBefore({ properties }: ConsumeMessage): boolean {
  return countOr(properties.headers?.[names.returns], 0) > 0;
}

/**
 * Decides what becomes of such a delivery: it waits as a failed attempt would, and is a dead letter beyond
 * the limit of its queue. Each return adds the next longer wait to those of which one is chosen: what came
 * back together, with the event that ended the worker in the midst of it, comes at different times.
 *
 * @param random from 0 to below 1, as `Math.random()` gives.
 */
export function decideReturn(
  error: ReturnedError,
  queue: Pick<Queue, 'deliveryLimit' | 'retry'>,
  withJitter: (waitMs: number) => number,
  random: () => number,
): FailureDecision {
  const { returns } = error;
  const failure = describeFailure(error);
  if (returns > queue.deliveryLimit) return { kind: 'dead-letter', failure };
  const waits = returnWaits(queue).slice(0, returns);
  const waitMs = waits[Math.floor(random() * waits.length)] as number;
  return { kind: 'retry', waitMs, delayMs: withJitter(waitMs), returns, failure };
}

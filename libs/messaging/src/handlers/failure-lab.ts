import type { EventDto } from '@warren/model';
import type { Delivery } from '../messages/delivery';
import { PermanentError, RetryableError } from '../messages/handler-errors';

/** The ways an event may ask to fail. */
const WAYS = ['retryable', 'permanent', 'crash', 'hang'] as const;

/** What an event asks of the failure lab. */
interface LabOrder {
  readonly fail: (typeof WAYS)[number];
  /** On how many attempts, from the first; absent: on all. */
  readonly attempts?: number;
  /** In which queue only; absent: in all that have it. */
  readonly queue?: string;
}

/**
 * Makes an event fail the way its payload asks, so that people and tests can watch failures happen:
 * `"lab": { "fail": "retryable" | "permanent" | "crash" | "hang", "attempts": n, "queue": "..." }`.
 * Anything else is left alone.
 *
 * @param crash ends the process at once.
 * @throws RetryableError `lab_retryable`, PermanentError `lab_permanent`.
 * @returns a promise that never settles for `hang`; nothing when the event is to be handled.
 */
export function injectFault(
  { payload }: EventDto,
  delivery: Delivery,
  crash: () => void,
): Promise<void> | undefined {
  const order = readOrder(payload);
  if (order === undefined) return undefined;
  if (order.queue !== undefined && order.queue !== delivery.queue) return undefined;
  // A crash leaves no trace in the message but the broker's count of redeliveries.
  const tries = delivery.attempt + delivery.redeliveries;
  if (order.attempts !== undefined && tries > order.attempts) return undefined;
  switch (order.fail) {
    case 'retryable':
      throw new RetryableError('lab_retryable', 'the event asked to fail');
    case 'permanent':
      throw new PermanentError('lab_permanent', 'the event asked to fail for good');
    case 'crash':
      crash();
      return new Promise(() => undefined);
    case 'hang':
      return new Promise(() => undefined);
  }
}

function readOrder(payload: unknown): LabOrder | undefined {
  const lab: unknown = (payload as { lab?: unknown } | undefined)?.lab;
  if (typeof lab !== 'object' || lab === null) return undefined;
  const { attempts, fail, queue } = lab as Record<string, unknown>;
  const way = WAYS.find((each) => each === fail);
  if (way === undefined) return undefined;
  return {
    fail: way,
    ...(Number.isSafeInteger(attempts) && { attempts: attempts as number }),
    ...(typeof queue === 'string' && { queue }),
  };
}

import { v5 as uuidv5 } from 'uuid';
import type { Delivery } from '../messages/delivery';
import type { PublishOptions } from '../messages/write-message';

/** The namespace of message ids that are derived from a cause. */
const NAMESPACE = '5d0c8f1e-3b52-5c44-8a1f-7be2f6f0c9d4';

/** How a message says what it follows from. */
export type Descent = Required<
  Pick<PublishOptions, 'causationId' | 'correlationId' | 'messageId'>
> &
  Pick<PublishOptions, 'traceparent'>;

/**
 * What a message says that follows from a delivery: what caused it, what it belongs to, the same trace,
 * and an id derived from its cause, its queue and `what`. However often the delivery is handled, it
 * is the same message, and a queue that has processed it knows it again. Only a delivery whose own
 * id was given here has another one each time. An event that was edited is another cause. Pure.
 *
 * @param what distinguishes it from other messages that follow from the same delivery.
 */
export function followFrom(cause: Delivery, ...what: readonly string[]): Descent {
  const { correlationId, edits, headers, messageId, queue } = cause;
  const { traceparent } = headers;
  // A number, which is none of the texts: what was never edited has the ids it always had.
  const from = [messageId, queue, ...(edits === undefined ? [] : [edits]), ...what];
  return {
    messageId: uuidv5(JSON.stringify(from), NAMESPACE),
    correlationId: correlationId ?? messageId,
    causationId: messageId,
    ...(typeof traceparent === 'string' && { traceparent }),
  };
}

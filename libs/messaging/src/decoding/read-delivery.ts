import { headers as names } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { v7 as uuidv7 } from 'uuid';
import { countOr } from '../messages/headers/read-count';
import { readHeaders } from '../messages/headers/read-headers';
import { readForeignProperties } from '../messages/headers/read-properties';
import { readTime, readTimestamp } from '../messages/headers/read-time';
import { readDeferred } from '../messages/deferred';
import type { Delivery } from '../messages/delivery';

/** Of a quorum queue: how often a message was returned unsettled. */
const DELIVERY_COUNT = 'x-delivery-count';

/**
 * How often this message was delivered before; 0 where the broker does not count. At a first delivery
 * the broker writes no count, and the header is what the publisher sent.
 */
export function redeliveriesOf({ fields, properties }: ConsumeMessage): number {
  if (!fields.redelivered) return 0;
  return countOr(properties.headers?.[DELIVERY_COUNT], 0);
}

/**
 * Reads what surrounds a message's body; anything that another client sent is read without error.
 */
export function readDelivery(message: ConsumeMessage, queue: string): Delivery {
  const { fields, properties } = message;
  const headers: Record<string, unknown> = properties.headers ?? {};
  const sentId = shortTextOr(properties.messageId, '');
  const hasGivenId = sentId === '';
  return {
    messageId: hasGivenId ? uuidv7() : sentId,
    hasGivenId,
    queue,
    exchange: shortTextOr(headers[names.exchange], fields.exchange),
    routingKey: shortTextOr(headers[names.routingKey], fields.routingKey),
    attempt: countOr(headers[names.attempt], 1),
    redeliveries: redeliveriesOf(message) + countOr(headers[names.returns], 0),
    redrives: countOr(headers[names.redrives], 0),
    redriveOf: shortTextOr(headers[names.redriveOf], undefined),
    edits: countOr(headers[names.edits], undefined),
    replayOf: shortTextOr(headers[names.replayOf], undefined),
    publishedAt:
      readTime(headers[names.publishedAt]) ?? readTimestamp(properties.timestamp, Date.now()),
    firstFailedAt: readTime(headers[names.firstFailedAt]),
    correlationId: shortTextOr(properties.correlationId, undefined),
    causationId: shortTextOr(headers[names.causationId], undefined),
    replyTo: shortTextOr(properties.replyTo, undefined),
    deferred: readDeferred(properties),
    ...readHeaders(properties),
    ...readForeignProperties(properties),
  };
}

/**
 * Texts that a copy carries, so they may not be longer than AMQP allows: a header could be,
 * and a property whose bytes are not UTF-8 grows when it is read.
 */
function shortTextOr<T>(value: unknown, otherwise: T): string | T {
  if (typeof value !== 'string') return otherwise;
  // Nothing in a string takes more than three bytes, and most are short.
  return 3 * value.length <= 255 || Buffer.byteLength(value) <= 255 ? value : otherwise;
}

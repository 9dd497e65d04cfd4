import { headers as names } from '@warren/model';
import type { Message } from 'amqplib';
import { readTime } from '../messages/headers/read-time';

/** A message in the queue for unreadable messages. */
export interface SetAsideMessage {
  readonly id: string;
  /**
   * Why it could not be read, as a PropertiesFault; `undeliverable` when the broker could not hand it
   * over, `not_looked_at` of `notLookedAt`; absent when another client wrote it there.
   */
  readonly fault?: string;
  readonly at?: Date;
  /** The queue it was in, and the exchange and routing key it came by last. */
  readonly queue?: string;
  readonly exchange?: string;
  readonly routingKey?: string;
  /** Its own, where that could be read. */
  readonly messageId?: string;
  /** As they came: flags, and the properties they name (AMQP 0-9-1, 4.2.6.1). */
  readonly properties: Buffer;
  readonly body: Buffer;
  /** How many bytes of the end of its body are missing. */
  readonly bytesLeftOut: number;
}

/** Stands for a message that the broker cannot hand over to an AMQP 0-9-1 client. */
export const UNDELIVERABLE: SetAsideMessage = {
  id: 'undeliverable',
  fault: 'undeliverable',
  properties: Buffer.alloc(0),
  body: Buffer.alloc(0),
  bytesLeftOut: 0,
};

/** Stands for those that a look did not come to in its time; the next one begins with them. */
export function notLookedAt(count: number): SetAsideMessage {
  return { ...UNDELIVERABLE, id: `not-looked-at-${count}`, fault: NOT_LOOKED_AT };
}

export const NOT_LOOKED_AT = 'not_looked_at';

/** Reads a message of that queue, from any client. Never throws. */
export function readUnreadable({ content, fields, properties }: Message): SetAsideMessage {
  const headers: Record<string, unknown> = properties.headers ?? {};
  const sentId: unknown = properties.messageId;
  const propertyBytes = Math.min(countOf(headers[names.propertyBytes]), content.length);
  return {
    id: textOf(sentId) ?? `delivery-${fields.deliveryTag}`,
    fault: textOf(headers[names.unreadable]),
    at: readTime(headers[names.setAsideAt]),
    queue: textOf(headers[names.queue]),
    exchange: textOf(headers[names.exchange]),
    routingKey: textOf(headers[names.routingKey]),
    messageId: textOf(headers[names.causationId]),
    properties: content.subarray(0, propertyBytes),
    body: content.subarray(propertyBytes),
    bytesLeftOut: countOf(headers[names.bytesLeftOut]),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 255) : undefined;
}

function countOf(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;
}

import { headers as names } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { v7 as uuidv7 } from 'uuid';
import type { UnreadableProperties } from '../wire/guard-properties';
import type { OutgoingMessage } from '../messages/outgoing-message';

const MAX_TEXT_BYTES = 255;

/** A message that could not be read, and where it was. */
export interface UnreadableMessage {
  readonly message: ConsumeMessage;
  readonly properties: UnreadableProperties;
  readonly queue: string;
  readonly at: Date;
}

/**
 * The copy of a message that could not be read: its properties as they came, then its body, and
 * headers that say where it was and why. The end of a body is left out that makes it longer than
 * `limit` bytes.
 *
 * @param queue where the copy goes.
 */
export function writeUnreadable(
  { at, message, properties, queue: origin }: UnreadableMessage,
  queue: string,
  limit: number,
): OutgoingMessage {
  const { bytes, fault } = properties;
  const body = Buffer.concat([bytes, message.content]).subarray(0, limit);
  const leftOut = bytes.length + message.content.length - body.length;
  const { exchange, routingKey } = message.fields;
  const sentId: unknown = message.properties.messageId;
  return {
    exchange: '',
    routingKey: queue,
    body,
    properties: {
      messageId: uuidv7(),
      contentType: 'application/octet-stream',
      timestamp: Math.floor(at.getTime() / 1_000),
      appId: 'warren',
      persistent: true,
      mandatory: true,
      headers: {
        [names.unreadable]: fault,
        [names.setAsideAt]: at.getTime(),
        [names.queue]: origin,
        [names.propertyBytes]: Math.min(bytes.length, body.length),
        ...(leftOut > 0 && { [names.bytesLeftOut]: leftOut }),
        ...(isShort(exchange) && { [names.exchange]: exchange }),
        ...(isShort(routingKey) && { [names.routingKey]: routingKey }),
        ...(isShort(sentId) && { [names.causationId]: sentId }),
      },
    },
  };
}

/** Bytes that are not UTF-8 grow when they are read. */
function isShort(value: unknown): value is string {
  return typeof value === 'string' && Buffer.byteLength(value) <= MAX_TEXT_BYTES;
}

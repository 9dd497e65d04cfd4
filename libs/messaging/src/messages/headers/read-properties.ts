import type { ConsumeMessage } from 'amqplib';
import { receivedBytes } from '../../wire/guard-properties';
import { DIRECT_REPLY_QUEUE, readTimestampOf } from '../../wire/property-bytes';

/**
 * An expiration is left out, with which a copy would end at once, and the user, who is not us. Who
 * reads the id, the correlation and the headers reads them elsewhere.
 */
const KEPT = [
  'contentType',
  'contentEncoding',
  'replyTo',
  'timestamp',
  'type',
  'appId',
  'priority',
] as const;

/** Whether a copy can have it. A text whose bytes are not UTF-8 grows when it is read. */
export function isCarriedText(value: unknown): value is string {
  return (
    typeof value === 'string' && Buffer.byteLength(value) <= 255 && value !== DIRECT_REPLY_QUEUE
  );
}

/** The property `timestamp`, which has 64 bits: beyond 2^53 as a text of its digits. */
export function exactTimestamp(properties: ConsumeMessage['properties']): unknown {
  const timestamp: unknown = properties.timestamp;
  if (typeof timestamp !== 'number' || Number.isSafeInteger(timestamp)) return timestamp;
  const bytes = receivedBytes(properties);
  return bytes && readTimestampOf(bytes)?.toString();
}

/** Other AMQP properties that a publisher set: `contentType`, `type`, `replyTo`, `priority` ... */
export type PublisherProperties = Readonly<Record<string, string | number>>;

/** The properties of a message that any client may have sent, as far as a copy can have them. */
export function readProperties(properties: ConsumeMessage['properties']): PublisherProperties {
  const kept: Record<string, string | number> = {};
  for (const name of KEPT) {
    const value: unknown = name === 'timestamp' ? exactTimestamp(properties) : properties[name];
    if (isCarriedText(value)) kept[name] = value;
    if (Number.isSafeInteger(value) && (value as number) >= 0) kept[name] = value as number;
  }
  return kept;
}

/** Those of a publisher outside Warren: of one of ours a copy gets the same again. */
export function readForeignProperties(
  properties: ConsumeMessage['properties'],
): { readonly properties: PublisherProperties } | undefined {
  if ((properties.appId as unknown) === 'warren') return undefined;
  return { properties: readProperties(properties) };
}

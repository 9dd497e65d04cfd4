import { HEADER_PREFIX } from '@warren/model';

/** A value an AMQP header may have, coming from outside. */
export type HeaderValue = string | number | boolean;

/**
 * What RabbitMQ writes on the messages it delivers (3.10 to 4.3), and the two headers by which a
 * publisher sends copies elsewhere. The broker distinguishes upper and lower case. Other names that
 * begin with `x-` are the publisher's.
 */
const BROKER_HEADERS: ReadonlySet<string> = new Set([
  'x-death',
  ...['x-first-death-queue', 'x-first-death-reason', 'x-first-death-exchange'],
  ...['x-last-death-queue', 'x-last-death-reason', 'x-last-death-exchange'],
  'x-delivery-count',
  'x-acquired-count',
  'x-stream-offset',
  ...['CC', 'BCC'],
]);

/** Whether the broker writes this header or routes by it: no copy may carry it. */
export function isBrokerHeader(name: string): boolean {
  return BROKER_HEADERS.has(name);
}

/** Whether a header is neither the broker's nor Warren's. */
export function isPublisherHeader(name: string): boolean {
  return !name.startsWith(HEADER_PREFIX) && !isBrokerHeader(name);
}

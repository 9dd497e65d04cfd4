import { HEADER_PREFIX, headers as names } from '@warren/contracts';
import type { ConsumeMessage } from 'amqplib';
import { v7 as uuidv7 } from 'uuid';
import type { HeaderValue } from '../publishing/write-message';
import type { Delivery } from './delivery';

/** What stands around a message, read so that whatever another client sent is taken without error. */
export function readDelivery({ fields, properties }: ConsumeMessage, queue: string): Delivery {
  const headers: Record<string, unknown> = properties.headers ?? {};
  const sentId = shortTextOr(properties.messageId, '');
  const hasGivenId = sentId === '';
  return {
    messageId: hasGivenId ? uuidv7() : sentId,
    hasGivenId,
    queue,
    exchange: shortTextOr(headers[names.exchange], fields.exchange),
    routingKey: shortTextOr(headers[names.routingKey], fields.routingKey),
    attempt: attemptOf(headers[names.attempt]),
    publishedAt: dateOf(headers[names.publishedAt]) ?? dateOf(secondsToMs(properties.timestamp)),
    firstFailedAt: dateOf(headers[names.firstFailedAt]),
    correlationId: shortTextOr(properties.correlationId, undefined),
    headers: publisherHeaders(headers),
  };
}

function attemptOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : 1;
}

/**
 * Texts that must go on with a copy, so they may not be longer than AMQP allows: a header could be,
 * and a property whose bytes are not UTF-8 grows when it is read.
 */
function shortTextOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' && Buffer.byteLength(value) <= 255 ? value : otherwise;
}

function secondsToMs(seconds: unknown): unknown {
  return typeof seconds === 'number' ? seconds * 1_000 : undefined;
}

/** A number of milliseconds as a date, unless it is outside what a date can hold. */
function dateOf(milliseconds: unknown): Date | undefined {
  if (typeof milliseconds !== 'number') return undefined;
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function publisherHeaders(headers: Record<string, unknown>): Record<string, HeaderValue> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, HeaderValue] =>
        !entry[0].startsWith(HEADER_PREFIX) &&
        !entry[0].startsWith('x-') &&
        ['string', 'number', 'boolean'].includes(typeof entry[1]),
    ),
  );
}

import { HEADER_PREFIX, headers as names } from '@warren/contracts';
import type { ConsumeMessage } from 'amqplib';
import { v7 as uuidv7 } from 'uuid';
import type { HeaderValue } from '../publishing/publisher';
import type { Delivery } from './delivery';

/** What stands around a message, read so that whatever another client sent is taken without error. */
export function readDelivery({ fields, properties }: ConsumeMessage, queue: string): Delivery {
  const headers: Record<string, unknown> = properties.headers ?? {};
  const sentId: unknown = properties.messageId;
  const hasGivenId = typeof sentId !== 'string' || sentId === '';
  return {
    messageId: hasGivenId ? uuidv7() : sentId,
    hasGivenId,
    queue,
    exchange: textOr(headers[names.exchange], fields.exchange),
    routingKey: textOr(headers[names.routingKey], fields.routingKey),
    attempt: attemptOf(headers[names.attempt]),
    publishedAt: dateOf(headers[names.publishedAt]) ?? dateOf(secondsToMs(properties.timestamp)),
    firstFailedAt: dateOf(headers[names.firstFailedAt]),
    correlationId: textOr(properties.correlationId, undefined),
    headers: publisherHeaders(headers),
  };
}

function attemptOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : 1;
}

function textOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
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

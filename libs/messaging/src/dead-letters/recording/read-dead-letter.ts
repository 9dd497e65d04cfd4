import { headers as names, isWaitingQueue, type Topology } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { describeTooLarge, TOO_LARGE } from '../../failures/decide-failure';
import { readDelivery } from '../../decoding/read-delivery';
import { carryHeaders } from '../../failures/carry-headers';
import type { PublisherHeaders } from '../../messages/headers/read-headers';
import { readProperties } from '../../messages/headers/read-properties';
import { readTime } from '../../messages/headers/read-time';
import type { DeadLetteredRecord, RecordedFailure } from '../../messages/journal-record';
import { nameDeadLetter } from '../list/name-dead-letter';
import { bodyLimit, readBody } from './read-body';
import { readDeath, type BrokerCause, type Death } from './read-death';

const CODE_LIMIT = 128;
const MESSAGE_LIMIT = 512;
const STACK_LIMIT = 4_096;

/** The broker's reasons in words. */
const REASONS: Readonly<Record<BrokerCause, string>> = {
  rejected: 'a worker gave it back: it could not make sense of it, or not send it on',
  expired: 'it waited longer than its publisher allowed',
  delivery_limit: 'it was returned unsettled too often, as when its workers crash',
  maxlen: 'its queue was full',
};

const UNEXPLAINED: RecordedFailure = {
  code: 'unexplained',
  message: 'it was sent to the dead letters by somebody who did not say why',
};

/**
 * The record of a message in the dead-letter queue. Its cause is what happened last: the broker's
 * word, when it has one, since the copies we send carry none; else what our headers say. Anything
 * that another client sent is read without error; a message without an id is given one.
 *
 * @param now its time of death when the message has none.
 * @param maxMessageBytes what the broker takes as one message.
 */
export function readDeadLetter(
  message: ConsumeMessage,
  topology: Topology,
  now: Date,
  maxMessageBytes: number = Infinity,
): DeadLetteredRecord {
  const headers: Record<string, unknown> = message.properties.headers ?? {};
  const death = readDeath(headers, (name) => isWaitingQueue(topology, name));
  const queue = death?.queue ?? textOf(headers[names.queue], 255) ?? topology.deadLetters.queue;
  const delivery = readDelivery(message, queue);
  const ownCode = textOf(headers[names.failureCode], CODE_LIMIT);
  const cause = death?.cause ?? (ownCode === undefined ? 'rejected' : 'failed');
  const diedAt = death ? death.at : readTime(headers[names.lastFailedAt]);
  const read = {
    kind: 'dead-lettered',
    messageId: delivery.messageId,
    queue,
    at: diedAt ?? now,
    cause,
    failure: failureOf(headers, death, ownCode, message.content.length, maxMessageBytes),
    // The broker's word is about the queue, not about the handler that failed before.
    handler: death ? undefined : textOf(headers[names.handler], 255),
    attempt: delivery.attempt,
    redrives: delivery.redrives,
    edits: delivery.edits,
    replayOf: delivery.replayOf,
    ...routeOf(delivery, headers, death),
    publishedAt: delivery.publishedAt,
    firstFailedAt: delivery.firstFailedAt,
    correlationId: delivery.correlationId,
    causationId: delivery.causationId,
    deferred: delivery.deferred,
    ...carriedHeaders(delivery),
    properties: readProperties(message.properties),
    ...readBody(message.content, bodyLimit(maxMessageBytes)),
  } as const;
  const life = { ...read, redriveOf: delivery.redriveOf };
  return { ...read, deadLetterId: nameDeadLetter(life, diedAt, message.content) };
}

function failureOf(
  headers: Readonly<Record<string, unknown>>,
  death: Death | undefined,
  ownCode: string | undefined,
  bytes: number,
  maxMessageBytes: number,
): RecordedFailure {
  // That is why a worker gave it back: it could not send a copy.
  if (death?.cause === 'rejected' && bytes > maxMessageBytes) {
    return { code: TOO_LARGE, message: describeTooLarge(bytes, maxMessageBytes) };
  }
  if (death) return { code: death.cause, message: REASONS[death.cause] };
  if (ownCode === undefined) return UNEXPLAINED;
  const stack = textOf(headers[names.failureStack], STACK_LIMIT);
  return {
    code: ownCode,
    message: textOf(headers[names.failureMessage], MESSAGE_LIMIT) ?? 'no message',
    ...(stack !== undefined && { stack }),
  };
}

/** What the message says of its first publishing; a message that was never copied does not. */
function routeOf(
  { exchange, routingKey }: { readonly exchange: string; readonly routingKey: string },
  headers: Readonly<Record<string, unknown>>,
  death: Death | undefined,
): { exchange: string; routingKey: string } {
  if (typeof headers[names.exchange] === 'string' || death?.exchange === undefined) {
    return { exchange, routingKey };
  }
  return { exchange: death.exchange, routingKey: death.routingKey ?? routingKey };
}

/** Those that can be sent again, and written as JSON. */
function carriedHeaders(given: PublisherHeaders): PublisherHeaders {
  const { encodedHeaders, headers } = given;
  const carried = carryHeaders(headers, encodedHeaders, given.headersLeftOut);
  const headersLeftOut = carried[names.headersLeftOut] as number | undefined;
  const pick = <T>(from: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(from).filter(
        ([name, value]) => Object.hasOwn(carried, name) && !isInfinite(value),
      ),
    );
  return {
    headers: pick(headers),
    ...(encodedHeaders && { encodedHeaders: pick(encodedHeaders) }),
    ...(headersLeftOut !== undefined && { headersLeftOut }),
  };
}

function isInfinite(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

function textOf(value: unknown, limit: number): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, limit) : undefined;
}

import { headers as names } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { readProperties, writeProperties } from './amqp-codec';

/** A message on the broker; its properties are the bytes that its sender wrote. */
export interface StoredMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly section: Buffer;
  readonly body: Buffer;
}

/** A consumer of a queue or stream. */
export interface MemoryConsumer {
  readonly arguments: Readonly<Record<string, unknown>>;
  /** How many it may hold; 0: any number. */
  readonly prefetch: number;
  /** Its messages are settled when they are delivered. */
  readonly noAck: boolean;
  /** Messages that it has not settled. */
  held: number;
  deliver(delivery: QueuedMessage): void;
  /** Called when the queue is deleted. */
  end(): void;
}

/** A message in a queue. */
export interface QueuedMessage {
  readonly message: StoredMessage;
  readonly priority: number;
  /** By the clock of the broker. */
  readonly expiresAt: number;
  /** How often it was returned unsettled. */
  readonly returns: number;
}

export function hasRoom({ held, prefetch }: MemoryConsumer): boolean {
  return prefetch === 0 || held < prefetch;
}

/** Why a message was dead-lettered, in RabbitMQ's words. */
export type DeathReason = 'delivery_limit' | 'expired' | 'maxlen' | 'rejected';

/** The times that Warren writes, in milliseconds. */
const TIMES = [
  ...[names.publishedAt, names.firstFailedAt, names.lastFailedAt],
  ...[names.deliverAt, names.relayedAt],
];

export function headersOf({ section }: StoredMessage): Readonly<Record<string, unknown>> {
  return readProperties(section).headers ?? {};
}

export function withHeaders(message: StoredMessage, added: object): StoredMessage {
  const properties = readProperties(message.section);
  const headers = { ...properties.headers, ...added };
  return { ...message, section: writeProperties({ ...properties, headers }) };
}

/** The message as if it had been sent earlier: the times on it are earlier too. */
export function aged(message: StoredMessage, milliseconds: number): StoredMessage {
  const headers = headersOf(message);
  const times = TIMES.filter((name) => typeof headers[name] === 'number');
  if (times.length === 0) return message;
  const earlier = times.map((name) => [name, (headers[name] as number) - milliseconds]);
  return withHeaders(message, Object.fromEntries(earlier) as object);
}

/** As a queue sends it on: with what happened to it, and without its expiration. */
export function withDeath(
  message: StoredMessage,
  queue: string,
  reason: DeathReason,
): StoredMessage {
  const { expiration, headers = {}, ...others } = readProperties(message.section);
  const death = {
    ...{ count: 1, reason, queue, exchange: message.exchange },
    time: { '!': 'timestamp', value: Math.floor(Date.now() / 1_000) },
    'routing-keys': [message.routingKey],
    ...(expiration !== undefined && { 'original-expiration': expiration }),
  };
  const before = headers['x-death'];
  const deaths = [death, ...(Array.isArray(before) ? (before as unknown[]) : [])];
  const all = { ...headers, 'x-death': deaths };
  return { ...message, section: writeProperties({ ...others, headers: all }) };
}

/** As a consumer gets it. */
export function toConsumeMessage({
  body,
  exchange,
  routingKey,
  section,
}: StoredMessage): ConsumeMessage {
  return {
    content: body,
    fields: { exchange, routingKey, redelivered: false, deliveryTag: 0, consumerTag: '' },
    properties: readProperties(section) as ConsumeMessage['properties'],
  };
}

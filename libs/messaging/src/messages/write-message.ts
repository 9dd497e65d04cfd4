import { randomUUID } from 'node:crypto';
import { headers as names, type EventDto } from '@warren/model';
import type { HeaderValue } from './headers/header-owner';
import type { OutgoingMessage } from './outgoing-message';

/** What a publisher may say beside the event. What it does not say has the default. */
export interface PublishOptions {
  /**
   * The event as JSON, in UTF-8, for who has it already: sent as it is. It must say to every reader what
   * the event says. Default: the event is written.
   */
  readonly json?: Buffer;
  /** Known as the same message wherever it arrives again. Default: a new UUIDv7. */
  readonly messageId?: string;
  /** Sent as AMQP headers, and what a headers exchange routes by. */
  readonly headers?: Readonly<Record<string, HeaderValue>>;
  /** Ties an answer to its question, or events to one another. */
  readonly correlationId?: string;
  /** The message id of what it follows from. */
  readonly causationId?: string;
  /** The queue an answer is to go to. */
  readonly replyTo?: string;
  /** How long the message may wait in a queue before it is dead-lettered, in milliseconds. */
  readonly expiration?: number;
  /** 0 to 9. A priority queue orders by it; the others differ by version (ADR 5). */
  readonly priority?: number;
  /** Whether the message survives a restart of the broker. Default true. */
  readonly persistent?: boolean;
  /** Whether it must reach a queue. Default true; false: `confirmed` does not say that one has it. */
  readonly mandatory?: boolean;
  /**
   * When it is to be published to its exchange; until then it waits in the schedule. A time that is not
   * after now is at once. Default: at once.
   */
  readonly deliverAt?: Date;
  /** The W3C trace context of the request; the message continues that trace. */
  readonly traceparent?: string;
  /**
   * Whether it waits its turn, up to the publish timeout, while too many messages wait for the broker.
   * Default false: it is refused at once.
   */
  readonly isPatient?: boolean;
  /** Who asks for it, as an address: for the report of one that fails. Not sent. */
  readonly client?: string;
}

/** Where a message is published. */
export interface MessageRoute {
  readonly exchange: string;
  readonly routingKey: string;
}

/** Writes an event as the message that carries it: its bytes and every AMQP property. Pure. */
export function writeMessage(
  { exchange, routingKey }: MessageRoute,
  { id, tipo, payload }: EventDto,
  messageId: string,
  options: PublishOptions,
  now: number,
): OutgoingMessage {
  return {
    exchange,
    routingKey,
    body: options.json ?? Buffer.from(JSON.stringify({ id, tipo, payload })),
    properties: writeProperties(tipo, messageId, options, now),
  };
}

/** Every AMQP property of a message of ours. Pure. */
export function writeProperties(
  type: string,
  messageId: string,
  options: PublishOptions,
  now: number,
): OutgoingMessage['properties'] {
  return {
    messageId,
    type,
    timestamp: Math.floor(now / 1_000),
    appId: 'warren',
    contentType: 'application/json',
    persistent: options.persistent ?? true,
    mandatory: options.mandatory ?? true,
    correlationId: options.correlationId,
    replyTo: options.replyTo,
    expiration: options.expiration,
    priority: options.priority,
    headers: {
      ...options.headers,
      [names.publishedAt]: now,
      traceparent: continueTrace(options.traceparent, messageId),
      [names.causationId]: options.causationId,
    },
  };
}

/** W3C Trace Context, version 00: trace id, parent id and flags in lower-case hexadecimal. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The trace context a message carries: the caller's trace, or a new one named like the message.
 * The message's own place in it is the second half of its id, which is random (or a hash).
 */
export function continueTrace(traceparent: string | undefined, messageId: string): string {
  const hex = (UUID.test(messageId) ? messageId : randomUUID()).replaceAll('-', '');
  const [, traceId, flags] = traceparent === undefined ? [] : (TRACEPARENT.exec(traceparent) ?? []);
  return `00-${traceId ?? hex}-${hex.slice(16)}-${flags ?? '01'}`;
}

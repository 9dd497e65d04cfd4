import { headers as names } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { isCarriedText } from '../headers/read-properties';
import { readTime } from '../headers/read-time';
import { isExpiration } from '../publishing/is-expiration';

/** What is known of a message that was published for later. */
export interface Deferred {
  /** When it was to be delivered. */
  readonly deliverAt: Date;
  /** When it was published to its exchange at last; absent while it waits. */
  readonly relayedAt?: Date;
  /** What it gets then: how long it may wait in a queue, in milliseconds. */
  readonly expiration?: number;
  /** Whether it must reach a queue then. */
  readonly mandatory: boolean;
  /** Whether it is persistent then; while it waits it always is. */
  readonly persistent: boolean;
  /**
   * What it gets then. Meanwhile it has none: on RabbitMQ 4 a quorum queue serves by it, and one at the
   * head of a delay stage would hold back those behind it whose wait has ended.
   */
  readonly priority?: number;
  /** The queue for its answer, while it waits: a property of the message, of which its copies know. */
  readonly replyTo?: string;
}

/** The headers that say it, on the message itself and on its copies. */
export function deferredHeaders(deferred: Deferred): Record<string, unknown> {
  const { deliverAt, expiration, mandatory, persistent, priority, relayedAt } = deferred;
  return {
    [names.deliverAt]: deliverAt.getTime(),
    ...(relayedAt !== undefined && { [names.relayedAt]: relayedAt.getTime() }),
    ...(expiration !== undefined && { [names.expiration]: expiration }),
    ...(priority !== undefined && { [names.priority]: priority }),
    ...(!mandatory && { [names.mandatory]: false }),
    ...(!persistent && { [names.persistent]: false }),
  };
}

/** What a message says of it; undefined when it was published to be delivered at once. */
export function readDeferred({
  headers = {},
  replyTo,
}: Partial<Pick<ConsumeMessage['properties'], 'headers' | 'replyTo'>>): Deferred | undefined {
  const deliverAt = readTime(headers[names.deliverAt]);
  if (deliverAt === undefined) return undefined;
  const relayedAt = readTime(headers[names.relayedAt]);
  if (relayedAt) return { deliverAt, relayedAt, mandatory: true, persistent: true };
  const { [names.expiration]: expiration, [names.priority]: priority } = headers as Record<
    string,
    unknown
  >;
  return {
    deliverAt,
    ...(isCount(expiration) && isExpiration(expiration) && { expiration }),
    mandatory: headers[names.mandatory] !== false,
    persistent: headers[names.persistent] !== false,
    ...(isCarriedText(replyTo) && { replyTo }),
    ...(isCount(priority) && { priority }),
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

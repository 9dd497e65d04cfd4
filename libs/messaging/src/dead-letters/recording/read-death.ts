import { readTime } from '../../messages/headers/read-time';
import type { DeadLetterCause } from '../../messages/journal-record';

/** Why the broker dead-letters. */
export type BrokerCause = Exclude<DeadLetterCause, 'failed'>;

/** What the broker wrote on a message when it dead-lettered it (RabbitMQ, "Dead Letter Exchanges"). */
export interface Death {
  readonly queue: string;
  readonly cause: BrokerCause;
  readonly exchange?: string;
  readonly routingKey?: string;
  /** To the second. */
  readonly at?: Date;
}

const CAUSES: readonly BrokerCause[] = ['rejected', 'expired', 'delivery_limit', 'maxlen'];

/**
 * The last time the broker dead-lettered the message from anywhere but a queue in which messages
 * wait: those dead-letter what they hold, which is how a wait ends. RabbitMQ writes the latest
 * first. Accepts anything that another client wrote in its place.
 *
 * @param isWaiting whether messages wait in a queue of that name.
 */
export function readDeath(
  headers: Readonly<Record<string, unknown>>,
  isWaiting: (queue: string) => boolean,
): Death | undefined {
  const deaths: unknown = headers['x-death'];
  const first = {
    queue: headers['x-first-death-queue'],
    reason: headers['x-first-death-reason'],
    exchange: headers['x-first-death-exchange'],
  };
  return [...(Array.isArray(deaths) ? (deaths as unknown[]) : []), first]
    .map(toDeath)
    .find((death) => death !== undefined && !isWaiting(death.queue));
}

function toDeath(entry: unknown): Death | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { exchange, queue, reason, time, ...rest } = entry as Record<string, unknown>;
  const name = textOf(queue);
  if (name === undefined || name === '') return undefined;
  const keys: unknown = rest['routing-keys'];
  return {
    queue: name,
    cause: CAUSES.find((each) => each === reason) ?? 'rejected',
    exchange: textOf(exchange),
    routingKey: Array.isArray(keys) ? textOf(keys[0]) : undefined,
    at: timeOf(time),
  };
}

/** Names and keys are of at most 255 bytes; a header that is none of the broker's may be longer. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && Buffer.byteLength(value) <= 255 ? value : undefined;
}

/** AMQP timestamps count seconds; amqplib wraps them to mark them among numbers. */
function timeOf(value: unknown): Date | undefined {
  const { value: seconds } = (value ?? {}) as { value?: unknown };
  return readTime(Number(seconds) * 1_000);
}

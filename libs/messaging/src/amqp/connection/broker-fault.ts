import { IllegalOperationError } from 'amqplib';
import { NoBrokerAnswerError } from '../../async/with-timeout';

/** RabbitMQ closes a connection with such a code for a fault of its own, that of one queue for instance. */
const FIRST_FAULT = 500;
const NOT_FOUND = 404;

/** Whether the broker closed the connection for a fault of its own: neither side asked for that. */
export function isBrokerFault(error: Error): boolean {
  return Number((error as { code?: unknown }).code) >= FIRST_FAULT;
}

/**
 * The broker refused it on its channel, by a code of AMQP, or says nothing. Not found after it was
 * declared: it was deleted in between, and is a lost consumer until it is declared again (I13).
 */
export function isAboutQueue(error: unknown): boolean {
  if (error instanceof NoBrokerAnswerError) return true;
  const { code } = error as { code?: unknown };
  return typeof code === 'number' && code !== NOT_FOUND;
}

/** amqplib says so of a connection that closes, also when that was before anyone listened. */
export function isOfClosedConnection(error: unknown): boolean {
  return error instanceof IllegalOperationError;
}

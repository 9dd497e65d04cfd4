import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { BrokerSettings } from './messaging.config';

const MAX_HOST_LENGTH = 64;
/** With what stands behind it, it fits the 255 bytes of a name in AMQP. */
const MAX_QUEUE_LENGTH = 128;

/** This process, as the broker's lists show it. */
const PROCESS = `${hostname().slice(0, MAX_HOST_LENGTH)}/${process.pid}`;

/** How a connection is called in the broker's list, for instance `warren worker@host/1234 deliveries`. */
export function connectionName({ app }: Pick<BrokerSettings, 'app'>, role: string): string {
  return `warren ${app}@${PROCESS} ${role}`;
}

/**
 * How a consumer is called on the broker, for instance `mensajes@host/1234#5f3a9c01`. Another with each
 * call: two containers can share the name of their host and the process id.
 */
export function consumerTag(queue: string): string {
  return `${queue.slice(0, MAX_QUEUE_LENGTH)}@${PROCESS}#${randomUUID().slice(0, 8)}`;
}

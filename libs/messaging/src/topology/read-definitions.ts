import type { MessagingConfig } from '../messaging.config';
import type { BrokerDefinitions } from './compare-plan';
import type { ManagementConfig } from './management.config';

/** What the management API answers; RabbitMQ's own virtual host is `/`. */
const DEFAULT_VHOST = '/';
const TIMEOUT_MS = 10_000;

/**
 * Reads the broker's exchanges, queues and bindings in the virtual host of `RABBITMQ_URL`, with
 * that URL's user, who needs the `administrator` tag.
 *
 * @throws Error saying what could not be reached, or the status of the answer.
 */
export async function readDefinitions(
  { urls }: MessagingConfig,
  { url: managementUrl }: ManagementConfig,
): Promise<BrokerDefinitions> {
  const amqp = new URL(urls[0] as string);
  const base = managementUrl ?? `http://${amqp.hostname}:15672`;
  const response = await fetch(`${base}/api/definitions/${encodeURIComponent(vhostOf(amqp))}`, {
    // RabbitMQ 4.3 closes idle connections while a client still counts on them.
    headers: { authorization: `Basic ${credentialsOf(amqp)}`, connection: 'close' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new Error(`the management API at ${base} cannot be reached`, { cause: error });
  });
  if (!response.ok) throw new Error(`the management API at ${base} answered ${response.status}`);
  return (await response.json()) as BrokerDefinitions;
}

/** The virtual host an AMQP URL names; none is the default one. */
export function vhostOf({ pathname }: URL): string {
  return pathname.length > 1 ? decodeURIComponent(pathname.slice(1)) : DEFAULT_VHOST;
}

function credentialsOf({ username, password }: URL): string {
  const pair = `${decodeURIComponent(username || 'guest')}:${decodeURIComponent(password || 'guest')}`;
  return Buffer.from(pair).toString('base64');
}

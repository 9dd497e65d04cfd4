import type { MessagingConfig } from '../../amqp/connection/messaging.config';
import type { BrokerDefinitions } from './compare-plan';
import { askManagement } from '../ask-management';
import type { ManagementConfig } from '../management.config';

/**
 * Reads the broker's exchanges, queues and bindings in the virtual host of `RABBITMQ_URL`, as a user
 * with the `management` tag: as lists, since a definitions file is for administrators only. Exclusive
 * queues, and the bindings that each queue has to the default exchange, are left out.
 *
 * @throws Error as `askManagement`.
 */
export async function readDefinitions(
  messaging: MessagingConfig,
  management: ManagementConfig,
): Promise<BrokerDefinitions> {
  const list = async <K extends keyof BrokerDefinitions>(
    kind: K,
    columns: readonly string[] = [],
  ): Promise<BrokerDefinitions[K]> =>
    (await askManagement(messaging, management, kind, columns)) as BrokerDefinitions[K];
  const [exchanges, queues, bindings] = await Promise.all([
    list('exchanges', ['name', 'type', 'durable']),
    list('queues', ['name', 'durable', 'arguments', 'exclusive']),
    list('bindings'),
  ]);
  return {
    exchanges,
    queues: queues.filter(({ exclusive }) => exclusive !== true),
    bindings: bindings.filter(({ source }) => source !== ''),
  };
}

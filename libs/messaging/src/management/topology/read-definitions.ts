import type { MessagingConfig } from '../../amqp/connection/messaging.config';
import type { BrokerDefinitions } from './compare-plan';
import { askManagement } from '../ask-management';
import type { ManagementConfig } from '../management.config';

/**
 * Reads the broker's exchanges, queues and bindings in the virtual host of `RABBITMQ_URL`, as a user
 * with the `administrator` tag.
 *
 * @throws Error as `askManagement`.
 */
export async function readDefinitions(
  messaging: MessagingConfig,
  management: ManagementConfig,
): Promise<BrokerDefinitions> {
  return (await askManagement(messaging, management, 'definitions')) as BrokerDefinitions;
}

import type { MessagingConfig } from '../amqp/connection/messaging.config';
import { askManagement } from './ask-management';
import type { ManagementConfig } from './management.config';

/** How much a queue holds; the counts are absent until the broker has counted, and a few seconds old. */
export interface QueueCounts {
  readonly name: string;
  readonly messages?: number;
  readonly messages_ready?: number;
  readonly messages_unacknowledged?: number;
}

/**
 * What each queue in the virtual host of `RABBITMQ_URL` holds, as a user with the `management` tag.
 *
 * @throws Error as `askManagement`.
 */
export async function readQueueCounts(
  messaging: Pick<MessagingConfig, 'urls'>,
  management: ManagementConfig,
): Promise<readonly QueueCounts[]> {
  const columns = ['name', 'messages', 'messages_ready', 'messages_unacknowledged'];
  return (await askManagement(messaging, management, 'queues', columns)) as QueueCounts[];
}

import type { MessagingConfig } from '../../amqp/connection/messaging.config';
import { readTimestamp } from '../../messages/headers/read-time';
import { askManagement } from '../ask-management';
import type { ManagementConfig } from '../management.config';

/** What the broker says of a queue. What is absent it did not say. */
export interface BrokerQueue {
  readonly name: string;
  /** Waiting for a consumer. */
  readonly ready?: number;
  /** Delivered, and not settled yet. */
  readonly unacked?: number;
  readonly messages?: number;
  readonly consumers?: number;
  readonly type?: string;
  /** `running`, or what else RabbitMQ says: `down`, `minority`, `crashed`. */
  readonly state?: string;
  /** The node of its leader. */
  readonly leader?: string;
  /** The nodes that have a copy of it. */
  readonly members?: readonly string[];
  /** Those of them that run. */
  readonly online?: readonly string[];
  /** Messages a second that came in, over the broker's last interval. */
  readonly inPerSecond?: number;
  /** Messages a second that were acked, over the same interval. */
  readonly ackedPerSecond?: number;
  /** The `timestamp` of the message at its head. */
  readonly headTime?: Date;
}

/** The fields that are asked for: of a queue with many consumers the rest is large. */
const COLUMNS = [
  ...['name', 'type', 'state', 'leader', 'node', 'members', 'online', 'consumers'],
  ...['messages', 'messages_ready', 'messages_unacknowledged', 'head_message_timestamp'],
  ...['message_stats.publish_details.rate', 'message_stats.ack_details.rate'],
];

/**
 * What the management API says of every queue in the virtual host of `RABBITMQ_URL`, by one request;
 * counts are up to five seconds old. The user needs the `management` tag.
 *
 * @throws Error as `askManagement`.
 */
export async function readQueues(
  messaging: Pick<MessagingConfig, 'urls'>,
  management: ManagementConfig,
): Promise<readonly BrokerQueue[]> {
  const listed = await askManagement(messaging, management, 'queues', COLUMNS);
  return (Array.isArray(listed) ? listed : []).map((each) => toBrokerQueue(each as Listed));
}

type Listed = Readonly<Record<string, unknown>>;

export function toBrokerQueue(listed: Listed): BrokerQueue {
  return {
    name: String(listed['name']),
    ready: toCount(listed['messages_ready']),
    unacked: toCount(listed['messages_unacknowledged']),
    messages: toCount(listed['messages']),
    consumers: toCount(listed['consumers']),
    type: toText(listed['type']),
    state: toText(listed['state']),
    leader: toText(listed['leader']) ?? toText(listed['node']),
    members: toTexts(listed['members']),
    online: toTexts(listed['online']),
    inPerSecond: rateOf(listed, 'publish_details'),
    ackedPerSecond: rateOf(listed, 'ack_details'),
    headTime: readTimestamp(listed['head_message_timestamp'], Date.now()),
  };
}

/** A queue that nothing was published to, or nothing acked of, has no such statistics. */
function rateOf(listed: Listed, details: string): number | undefined {
  if (listed['messages'] === undefined) return undefined;
  const stats = listed['message_stats'] as Listed | undefined;
  return toCount((stats?.[details] as Listed | undefined)?.['rate']) ?? 0;
}

function toCount(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function toTexts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.map(String) : undefined;
}

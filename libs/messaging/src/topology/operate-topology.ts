import type { Topology } from '@warren/contracts';
import { connect, type ChannelModel } from 'amqplib';
import { closeWithin } from '../connection/close-within';
import type { MessagingConfig } from '../messaging.config';
import { comparePlan } from './compare-plan';
import { declarePlan } from './declare-plan';
import type { ManagementConfig } from './management.config';
import { planTopology } from './plan-topology';
import { readDefinitions, vhostOf } from './read-definitions';
import { toDefinitions } from './to-definitions';

/** The topology as the text of a RabbitMQ definitions file. */
export function printTopology(topology: Topology, vhost = '/'): string {
  return `${JSON.stringify(toDefinitions(planTopology(topology), vhost), null, 2)}\n`;
}

/** Every way in which the broker differs from the topology, as sentences; none when it agrees. */
export async function verifyTopology(
  topology: Topology,
  messaging: MessagingConfig,
  management: ManagementConfig,
): Promise<string[]> {
  return comparePlan(planTopology(topology), await readDefinitions(messaging, management));
}

/**
 * Declares the topology on the broker and says where.
 *
 * @throws TopologyMismatchError when something exists with other properties.
 */
export function declareTopology(
  topology: Topology,
  messaging: MessagingConfig,
): Promise<{ queues: number; vhost: string }> {
  return withConnection(messaging, async (connection) => {
    const plan = planTopology(topology);
    await declarePlan(connection, plan);
    return { queues: plan.queues.length, vhost: vhostOf(new URL(messaging.urls[0] as string)) };
  });
}

/** Works on a connection to the first of the nodes, which is closed afterwards. */
export async function withConnection<T>(
  { urls }: MessagingConfig,
  work: (connection: ChannelModel) => Promise<T>,
): Promise<T> {
  const connection = await connect(urls[0] as string, { timeout: 5_000 });
  // A refused declaration reaches us as the rejected call.
  connection.on('error', () => undefined);
  try {
    return await work(connection);
  } finally {
    await closeWithin(connection, 2_000);
  }
}

import type { Topology } from '@warren/model';
import type { ChannelModel } from 'amqplib';
import { readBrokerAddress } from '../../amqp/connection/broker-address';
import { closeWithin } from '../../amqp/connection/close-within';
import { openConnection } from '../../amqp/connection/open-connection';
import type { ManagementConfig } from '../management.config';
import { readDefinitions } from './read-definitions';
import { readQueueCounts } from '../read-queue-counts';
import type { MessagingConfig } from '../../amqp/connection/messaging.config';
import { findPolicyFaults } from '../watches/find-policy-faults';
import { readPolicies } from '../watches/policy';
import { comparePlan } from './compare-plan';
import { declarePlan } from '../../amqp/declaring/declare-plan';
import { findLeftOvers } from './find-left-overs';
import { planTopology } from '../../amqp/declaring/plan-topology';
import { toDefinitions } from './to-definitions';

/** The topology as the text of a RabbitMQ definitions file. */
export function printTopology(topology: Topology, vhost = '/'): string {
  return `${JSON.stringify(toDefinitions(planTopology(topology), vhost), null, 2)}\n`;
}

/** What the broker has and the topology does not say, as sentences. */
export interface TopologyVerification {
  /** None when it agrees. */
  readonly differences: readonly string[];
  /** Of what is left over and does nothing. */
  readonly hints: readonly string[];
}

/**
 * Finds every way in which the broker differs from the topology, every policy that can lose messages,
 * and waiting queues that are left over: those that hold messages are a difference, the others a hint.
 */
export async function verifyTopology(
  topology: Topology,
  messaging: MessagingConfig,
  management: ManagementConfig,
): Promise<TopologyVerification> {
  const plan = planTopology(topology);
  const differences = comparePlan(plan, await readDefinitions(messaging, management));
  const faults = findPolicyFaults(plan, await readPolicies(messaging, management));
  const counts = await readQueueCounts(messaging, management);
  const { empty, inUse } = findLeftOvers(topology, plan, counts, vhostOf(messaging));
  return { differences: [...differences, ...faults, ...inUse], hints: empty };
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
    return { queues: plan.queues.length, vhost: vhostOf(messaging) };
  });
}

function vhostOf({ urls }: MessagingConfig): string {
  return readBrokerAddress(urls[0] as string).vhost;
}

/** Works on a connection to the first node that takes it, which is closed afterwards. */
export async function withConnection<T>(
  messaging: MessagingConfig,
  work: (connection: ChannelModel) => Promise<T>,
): Promise<T> {
  const connection = await connectToAny(messaging);
  try {
    return await work(connection);
  } finally {
    await closeWithin(connection, 2_000);
  }
}

/** To the first node that takes the connection; rejects with what the last one said. */
async function connectToAny(messaging: MessagingConfig): Promise<ChannelModel> {
  let last: unknown;
  for (const url of messaging.urls) {
    try {
      // A refused declaration reaches us as the rejected call.
      return await openConnection(url, 'topology', messaging, () => undefined);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

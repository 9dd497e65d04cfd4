import { retryQueues, stageQueues, type Topology } from '@warren/model';
import type { ChannelModel } from 'amqplib';
import type { ManagementConfig } from '../management.config';
import type { MessagingConfig } from '../../amqp/connection/messaging.config';
import { bindAll, readBindings, unbindAll } from './bindings-of';
import {
  bringExchanges,
  bringQueue,
  declarePlan,
  onOwnChannel,
} from '../../amqp/declaring/declare-plan';
import { NotReboundError } from './not-rebound.error';
import { readQueues } from '../queues/read-queues';
import { withConnection } from './operate-topology';
import { planTopology } from '../../amqp/declaring/plan-topology';
import { TopologyMismatchError } from '../../amqp/declaring/topology-mismatch.error';
import type { BindingPlan } from '../../topology/topology-plan';

/** A queue or exchange is left as it is; the message says why. */
class NotRedeclaredError extends Error {
  readonly code = 'not_redeclared';
}

/**
 * Replaces an exchange, or an empty queue, that exists with other properties than the topology declares,
 * and declares the rest of the topology. A queue with messages or consumers is not touched, nor is a
 * stream. Bindings that other clients made are made again. In between only this process has them: when
 * the process ends then, or the connection, the announced bindings must be made by hand.
 *
 * A queue is unbound before it is counted for the last time: what is published then is unroutable, and not
 * lost. What is published meanwhile to other queues too, or to this one by its name, can miss it: all
 * gateways, workers and other clients should be stopped. While messages wait for their next attempt in it,
 * or for the schedule, it is left as it is.
 *
 * @param announce is given the bindings before anything is touched.
 * @returns whether something was replaced: what exists as declared is left as it is.
 * @throws NotRedeclaredError; NotReboundError naming bindings that may be missing; Error as `askManagement`.
 */
export async function redeclare(
  topology: Topology,
  name: string,
  messaging: MessagingConfig,
  management: ManagementConfig,
  announce: (bindings: readonly BindingPlan[]) => void,
): Promise<boolean> {
  const plan = planTopology(topology);
  const queue = plan.queues.find((each) => each.name === name);
  const exchanges = plan.exchanges.filter((each) => each.name === name);
  if (!queue && exchanges.length === 0) {
    throw new NotRedeclaredError(`The topology has no queue or exchange '${name}'.`);
  }
  return withConnection(messaging, async (connection) => {
    const alone = { exchanges, queues: [], bindings: [] };
    const bring = (): Promise<void> =>
      queue
        ? bringQueue(connection, queue, [], 'declare')
        : bringExchanges(connection, alone, 'declare');
    const isReplaced = await differs(bring);
    let unmade: readonly BindingPlan[] = [];
    if (isReplaced) {
      const kind = queue ? 'queue' : 'exchange';
      const bindings = await readBindings(name, kind, messaging, management);
      announce(bindings);
      if (queue) {
        await refuseStream(name, messaging, management);
        await deleteQueue(connection, name, waitingFor(name, topology), bindings, messaging);
      } else await deleteExchange(connection, name, bindings);
      await bring();
      unmade = await bindAll(connection, bindings);
    }
    const declared = declarePlan(connection, plan);
    if (unmade.length > 0) {
      throw new NotReboundError(unmade, await declared.catch((cause: unknown) => cause));
    }
    await declared;
    return isReplaced;
  });
}

async function deleteQueue(
  connection: ChannelModel,
  queue: string,
  waiting: readonly string[],
  bindings: readonly BindingPlan[],
  messaging: MessagingConfig,
): Promise<void> {
  await refuseUsed(connection, queue);
  try {
    await unbindAll(connection, bindings);
    for (const each of waiting) await refuseAwaited(connection, queue, each);
    await refuseUsed(connection, queue);
    // Quorum queues refuse `ifEmpty` and `ifUnused`: the counts have to do.
    await onOwnChannel(connection, async (channel) => void (await channel.deleteQueue(queue)));
  } catch (error) {
    // The connection itself may be what failed.
    const unmade = await withConnection(messaging, (fresh) => bindAll(fresh, bindings)).catch(
      () => bindings,
    );
    throw unmade.length === 0 ? error : new NotReboundError(unmade, error);
  }
}

/** The queues whose messages the broker itself brings to this one, which no unbinding stops. */
function waitingFor(name: string, { delays, queues, schedule }: Topology): string[] {
  const own = queues.filter((each) => each.name === name).flatMap(retryQueues);
  return name === schedule.queue ? [...own, ...stageQueues(delays)] : own;
}

async function refuseAwaited(
  connection: ChannelModel,
  queue: string,
  waiting: string,
): Promise<void> {
  let count = 0;
  await onOwnChannel(connection, async (channel) => {
    count = (await channel.checkQueue(waiting)).messageCount;
  }).catch((error: Error) => {
    if (!error.message.includes('NOT_FOUND')) throw error;
  });
  if (count === 0) return;
  throw new NotRedeclaredError(
    `The queue '${queue}' was left as it is: ${counted(count, 'message')} in '${waiting}' will come to ` +
      `it. Try again when none is left there.`,
  );
}

function refuseUsed(connection: ChannelModel, queue: string): Promise<void> {
  return onOwnChannel(connection, async (channel) => {
    const { consumerCount, messageCount } = await channel.checkQueue(queue);
    const use = [
      ...(messageCount > 0 ? [`holds ${counted(messageCount, 'message')}`] : []),
      ...(consumerCount > 0 ? [`has ${counted(consumerCount, 'consumer')}`] : []),
    ];
    if (use.length === 0) return;
    throw new NotRedeclaredError(
      `The queue '${queue}' ${use.join(' and ')}, and was left as it is: run a worker whose topology ` +
        `declares the queue as it exists until it is empty, stop that worker and all that publishes to ` +
        `the queue, and try again.`,
    );
  });
}

/** Whether a stream holds records cannot be known: the broker counts them late, or not at all. */
async function refuseStream(
  queue: string,
  messaging: MessagingConfig,
  management: ManagementConfig,
): Promise<void> {
  const all = await readQueues(messaging, management);
  if (all.find(({ name }) => name === queue)?.type !== 'stream') return;
  throw new NotRedeclaredError(
    `The stream '${queue}' was left as it is, since the broker does not say whether it holds ` +
      `records: declare the existing value again.`,
  );
}

/** @throws NotRedeclaredError when a client has bound a queue to it that nothing but that client can bind again. */
async function deleteExchange(
  connection: ChannelModel,
  exchange: string,
  bindings: readonly BindingPlan[],
): Promise<void> {
  for (const { destination, destination_type: type } of bindings) {
    if (type === 'exchange') continue;
    await onOwnChannel(connection, async (channel) => {
      await channel.checkQueue(destination);
    }).catch((error: Error) => {
      if (!error.message.includes('RESOURCE_LOCKED')) throw error;
      throw new NotRedeclaredError(
        `The exchange '${exchange}' was left as it is: a client has bound its exclusive queue ` +
          `'${destination}' to it. Stop all workers and other clients, and try again.`,
      );
    });
  }
  await onOwnChannel(connection, async (channel) => void (await channel.deleteExchange(exchange)));
}

/** Whether the broker refuses a declaration for the properties of what exists. */
async function differs(declare: () => Promise<void>): Promise<boolean> {
  try {
    await declare();
    return false;
  } catch (error) {
    if (error instanceof TopologyMismatchError) return true;
    throw error;
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

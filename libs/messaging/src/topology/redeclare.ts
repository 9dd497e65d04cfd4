import type { Topology } from '@warren/contracts';
import type { Channel, ChannelModel } from 'amqplib';
import type { MessagingConfig } from '../messaging.config';
import { bringExchanges, bringQueue, declarePlan } from './declare-plan';
import { withConnection } from './operate-topology';
import { planTopology } from './plan-topology';
import { TopologyMismatchError } from './topology-mismatch.error';
import type { ExchangePlan, QueuePlan } from './topology-plan';

/** A queue or exchange is left as it is; the message says why. */
class NotRedeclaredError extends Error {
  readonly code = 'not_redeclared';
}

/**
 * Replaces an exchange, or an empty queue, that exists with other properties than the topology declares,
 * and declares the rest of the topology. A queue with messages or consumers is not touched,
 * nor is a stream.
 *
 * @returns whether something was replaced: what exists as declared is left as it is.
 * @throws NotRedeclaredError
 */
export async function redeclare(
  topology: Topology,
  name: string,
  messaging: MessagingConfig,
): Promise<boolean> {
  const plan = planTopology(topology);
  const queue = plan.queues.find((each) => each.name === name);
  const exchange = plan.exchanges.find((each) => each.name === name);
  if (!queue && !exchange) {
    throw new NotRedeclaredError(`The topology has no queue or exchange '${name}'.`);
  }
  return withConnection(messaging, async (connection) => {
    const isReplaced = queue
      ? await replaceQueue(connection, queue)
      : await replaceExchange(connection, exchange as ExchangePlan);
    await declarePlan(connection, plan);
    return isReplaced;
  });
}

async function replaceQueue(connection: ChannelModel, queue: QueuePlan): Promise<boolean> {
  if (!(await differs(() => bringQueue(connection, queue, [], 'declare')))) return false;
  const channel = await connection.createChannel();
  const { consumerCount, messageCount } = await channel.checkQueue(queue.name);
  const use = [
    ...(messageCount > 0 ? [`holds ${counted(messageCount, 'message')}`] : []),
    ...(consumerCount > 0 ? [`has ${counted(consumerCount, 'consumer')}`] : []),
  ];
  if (use.length > 0) {
    throw new NotRedeclaredError(
      `The queue '${queue.name}' ${use.join(' and ')}, and was left as it is: run a worker whose ` +
        `topology declares the queue as it exists until it is empty, stop that worker, and try again.`,
    );
  }
  if (await isStream(connection, channel, queue.name)) {
    throw new NotRedeclaredError(
      `The stream '${queue.name}' was left as it is, since the broker does not say whether it holds ` +
        `records: declare the existing value again.`,
    );
  }
  // Quorum queues refuse `ifEmpty` and `ifUnused`: the counts above have to do.
  await channel.deleteQueue(queue.name);
  await channel.close();
  return true;
}

/**
 * Whether a queue that seems to be empty is a stream: the broker counts none of its records, and closes the
 * connection that asks for one of them.
 */
async function isStream(
  connection: ChannelModel,
  channel: Channel,
  queue: string,
): Promise<boolean> {
  let reason = '';
  connection.once('error', ({ message }: Error) => (reason = message));
  try {
    const message = await channel.get(queue);
    if (message === false) return false;
    channel.nack(message);
    throw new NotRedeclaredError(`The queue '${queue}' holds messages, and was left as it is.`);
  } catch (error) {
    if (reason.includes('NOT_IMPLEMENTED')) return true;
    throw error;
  }
}

async function replaceExchange(connection: ChannelModel, exchange: ExchangePlan): Promise<boolean> {
  const alone = { exchanges: [exchange], queues: [], bindings: [] };
  if (!(await differs(() => bringExchanges(connection, alone, 'declare')))) return false;
  const channel = await connection.createChannel();
  await channel.deleteExchange(exchange.name);
  await channel.close();
  return true;
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

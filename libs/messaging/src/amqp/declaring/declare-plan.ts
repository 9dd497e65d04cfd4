import type { Channel, ChannelModel } from 'amqplib';
import type { MessagingConfig } from '../connection/messaging.config';
import { explainMismatch } from './explain-mismatch';
import { TopologyMismatchError } from './topology-mismatch.error';
import type { BindingPlan, QueuePlan, TopologyPlan } from '../../topology/topology-plan';

type TopologyMode = MessagingConfig['topologyMode'];
type OnExchangeMismatch = (error: TopologyMismatchError, exchange: string) => void;

/** A quorum queue takes the broker tens of milliseconds to create, so several are made at once. */
const LANES = 4;

/**
 * Declares everything in the plan. What exists as declared is left as it is, so it may be repeated
 * at will.
 *
 * @throws TopologyMismatchError when something exists with other properties.
 */
export function declarePlan(connection: ChannelModel, plan: TopologyPlan): Promise<void> {
  return bringPlan(connection, plan, 'declare');
}

/**
 * Makes sure that every exchange and queue of the plan is there, creating nothing.
 *
 * @throws Error with the broker's words when one is missing.
 */
export function checkPlan(connection: ChannelModel, plan: TopologyPlan): Promise<void> {
  return bringPlan(connection, plan, 'check');
}

/**
 * Declares the exchanges and the bindings between them, or makes sure that they are there. Each
 * exchange has a channel of its own: the broker closes that one when it refuses.
 *
 * @param onMismatch called for each exchange that exists with other properties. Default: throws.
 * @throws as `declarePlan`.
 */
export async function bringExchanges(
  connection: ChannelModel,
  { exchanges, bindings }: TopologyPlan,
  mode: TopologyMode,
  onMismatch: OnExchangeMismatch = refuse,
): Promise<void> {
  await inLanes(exchanges, async ({ name, type, durable }) => {
    try {
      await onOwnChannel(connection, async (channel) => {
        if (mode === 'declare') await channel.assertExchange(name, type, { durable });
        else await channel.checkExchange(name);
      });
    } catch (error) {
      if (!(error instanceof TopologyMismatchError)) throw error;
      onMismatch(error, name);
    }
  });
  if (mode === 'check') return;
  await onOwnChannel(connection, async (channel) => {
    for (const each of bindings.filter(({ destination_type: kind }) => kind === 'exchange')) {
      await channel.bindExchange(each.destination, each.source, each.routing_key, each.arguments);
    }
  });
}

/**
 * Declares one queue with its bindings, or makes sure that it is there. On a channel of its own: the
 * broker closes that one when it refuses, and may not answer on it for minutes.
 *
 * @throws as `declarePlan`.
 */
export function bringQueue(
  connection: ChannelModel,
  queue: QueuePlan,
  bindings: readonly BindingPlan[],
  mode: TopologyMode,
): Promise<void> {
  const { name, durable, arguments: args } = queue;
  const declare = async (channel: Channel): Promise<void> => {
    if (mode === 'check') return void (await channel.checkQueue(name));
    await channel.assertQueue(name, { durable, arguments: args });
    for (const each of bindings.filter(({ destination }) => destination === name)) {
      if (each.destination_type !== 'queue') continue;
      await channel.bindQueue(name, each.source, each.routing_key, each.arguments);
    }
  };
  return onOwnChannel(connection, declare, args['x-queue-type'] === 'stream');
}

/** Does the work on all items, some at once, and rejects with the first failure. */
export async function inLanes<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const remaining = items.values();
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (const item of remaining) await work(item);
    }),
  );
}

function refuse(error: TopologyMismatchError): never {
  throw error;
}

async function bringPlan(
  connection: ChannelModel,
  plan: TopologyPlan,
  mode: TopologyMode,
): Promise<void> {
  await bringExchanges(connection, plan, mode);
  await inLanes(plan.queues, (queue) => bringQueue(connection, queue, plan.bindings, mode));
}

/** Works on a channel of its own: the broker closes that one when it refuses. */
export async function onOwnChannel(
  connection: ChannelModel,
  work: (channel: Channel) => Promise<void>,
  declaresStream = false,
): Promise<void> {
  const channel = await connection.createChannel();
  // The refusal reaches us as the rejected call; without a listener it would drop the connection.
  channel.on('error', () => undefined);
  try {
    await work(channel);
    await channel.close();
  } catch (error) {
    throw explainMismatch(error, declaresStream) ?? error;
  }
}

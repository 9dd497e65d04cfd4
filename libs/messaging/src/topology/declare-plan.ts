import type { Channel, ChannelModel } from 'amqplib';
import { explainMismatch } from './explain-mismatch';
import type { BindingPlan, ExchangePlan, QueuePlan, TopologyPlan } from './topology-plan';

/** A quorum queue takes the broker tens of milliseconds to create, so several are made at once. */
const LANES = 4;

/**
 * Declares everything in the plan: exchanges, then queues, then bindings. What exists as declared
 * is left as it is, so it may be repeated at will.
 *
 * @throws TopologyMismatchError when something exists with other properties.
 */
export async function declarePlan(connection: ChannelModel, plan: TopologyPlan): Promise<void> {
  await inLanes(connection, plan.exchanges, declareExchange);
  await inLanes(connection, plan.queues, declareQueue);
  await inLanes(connection, plan.bindings, declareBinding);
}

/**
 * Makes sure that every exchange and queue of the plan is there, creating nothing.
 *
 * @throws Error with the broker's words when one is missing.
 */
export async function checkPlan(connection: ChannelModel, plan: TopologyPlan): Promise<void> {
  await inLanes(connection, plan.exchanges, (channel, { name }) => channel.checkExchange(name));
  await inLanes(connection, plan.queues, (channel, { name }) => channel.checkQueue(name));
}

async function inLanes<T>(
  connection: ChannelModel,
  items: readonly T[],
  act: (channel: Channel, item: T) => Promise<unknown>,
): Promise<void> {
  const remaining = items.values();
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      const channel = await connection.createChannel();
      // The refusal reaches us as the rejected call; without a listener it would drop the connection.
      channel.on('error', () => undefined);
      try {
        for (const item of remaining) await act(channel, item);
        await channel.close();
      } catch (error) {
        throw explainMismatch(error) ?? error;
      }
    }),
  );
}

function declareExchange(
  channel: Channel,
  { name, type, durable }: ExchangePlan,
): Promise<unknown> {
  return channel.assertExchange(name, type, { durable });
}

function declareQueue(channel: Channel, queue: QueuePlan): Promise<unknown> {
  return channel.assertQueue(queue.name, { durable: queue.durable, arguments: queue.arguments });
}

function declareBinding(channel: Channel, binding: BindingPlan): Promise<unknown> {
  const { source, destination, routing_key: routingKey, arguments: args } = binding;
  return binding.destination_type === 'queue'
    ? channel.bindQueue(destination, source, routingKey, args)
    : channel.bindExchange(destination, source, routingKey, args);
}

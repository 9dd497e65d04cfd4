import type { Channel, ChannelModel } from 'amqplib';
import { askManagement } from '../ask-management';
import type { ManagementConfig } from '../management.config';
import type { MessagingConfig } from '../../amqp/connection/messaging.config';
import { onOwnChannel } from '../../amqp/declaring/declare-plan';
import type { BindingPlan } from '../../topology/topology-plan';

/**
 * All bindings of an exchange or queue, also those that other clients made.
 *
 * @throws Error as `askManagement`: AMQP does not say which bindings there are.
 */
export async function readBindings(
  name: string,
  kind: BindingPlan['destination_type'],
  messaging: MessagingConfig,
  management: ManagementConfig,
): Promise<readonly BindingPlan[]> {
  const all = (await askManagement(messaging, management, 'bindings')) as BindingPlan[];
  return all.filter(
    ({ destination, destination_type: type, source }) =>
      // Every queue is bound to the default exchange, for good.
      source !== '' &&
      ((type === kind && destination === name) || (kind === 'exchange' && source === name)),
  );
}

/** Makes bindings, each as far as it can be made; resolves with the others. Existing ones are left as they are. */
export async function bindAll(
  connection: ChannelModel,
  bindings: readonly BindingPlan[],
): Promise<readonly BindingPlan[]> {
  const failed: BindingPlan[] = [];
  for (const each of bindings) {
    // The broker closes the channel when it refuses one.
    await onOwnChannel(connection, (channel) => bind(channel, each)).catch(
      () => void failed.push(each),
    );
  }
  return failed;
}

async function bind(channel: Channel, binding: BindingPlan): Promise<void> {
  const { arguments: args, destination, destination_type: type, routing_key: key } = binding;
  if (type === 'queue') await channel.bindQueue(destination, binding.source, key, args);
  else await channel.bindExchange(destination, binding.source, key, args);
}

/** Removes bindings of queues; those that do not exist are no error. */
export function unbindAll(
  connection: ChannelModel,
  bindings: readonly BindingPlan[],
): Promise<void> {
  return onOwnChannel(connection, async (channel) => {
    for (const { arguments: args, destination, routing_key: key, source } of bindings) {
      await channel.unbindQueue(destination, source, key, args);
    }
  });
}

import type { PrivateBroker } from '../../../../tools/broker/private-broker';

/** What these need of a broker: one of the test's own, since they concern everybody on it. */
type ControlledBroker = Pick<PrivateBroker, 'rabbitmqctl'>;

/** A queue, and the virtual host it is in. */
interface QueueAddress {
  readonly vhost: string;
  readonly queue: string;
}

/** Makes the broker take no publishes, as when its memory is full; consumers continue. */
export async function raiseMemoryAlarm({ rabbitmqctl }: ControlledBroker): Promise<void> {
  await rabbitmqctl(['set_vm_memory_high_watermark', '0.00001']);
}

export async function clearMemoryAlarm({ rabbitmqctl }: ControlledBroker): Promise<void> {
  await rabbitmqctl(['set_vm_memory_high_watermark', '0.4']);
}

/**
 * Changes one of the broker's inner settings while it runs, in milliseconds. Each is read when that
 * begins which it concerns: a channel, a queue, or the dead-lettering of one.
 */
export async function setBrokerTime(
  { rabbitmqctl }: ControlledBroker,
  setting:
    /** How long a delivery may stay unsettled before its channel is closed; default 30 minutes. */
    | 'consumer_timeout'
    /** How often a channel looks for such deliveries; default a minute. */
    | 'channel_tick_interval'
    /** When a dead letter that no queue took is tried again; default 3 minutes. */
    | 'dead_letter_worker_publisher_confirm_timeout'
    /** How often a quorum queue reports its counts to the management API; default 5 seconds. */
    | 'quorum_tick_interval',
  milliseconds: number,
): Promise<void> {
  await rabbitmqctl(['eval', `application:set_env(rabbit, ${setting}, ${milliseconds}).`]);
}

/**
 * Leaves a quorum queue without its leader, as a crash at the wrong moment does: publishes are nacked, it
 * can be declared, and RabbitMQ 3 closes the connection of who would consume it.
 */
export async function stopQuorumQueue(
  { rabbitmqctl }: ControlledBroker,
  queue: QueueAddress,
): Promise<void> {
  await rabbitmqctl(['eval', `ok = ra:stop_server(quorum_queues, ${serverOf(queue)}).`]);
}

export async function restartQuorumQueue(
  { rabbitmqctl }: ControlledBroker,
  queue: QueueAddress,
): Promise<void> {
  await rabbitmqctl(['eval', `ok = ra:restart_server(quorum_queues, ${serverOf(queue)}).`]);
}

function serverOf({ queue, vhost }: QueueAddress): string {
  return `{'${vhost}_${queue}', node()}`;
}

/** Takes the right to declare and consume one queue from the user of the tests; publishing stays. */
export async function forbidQueue(
  { rabbitmqctl, username }: ControlledBroker & Pick<PrivateBroker, 'username'>,
  { queue, vhost }: QueueAddress,
): Promise<void> {
  const others = `^(?!${queue.replaceAll('.', '\\.')}$)`;
  await rabbitmqctl(['set_permissions', '-p', vhost, username, others, '.*', others]);
}

/** Takes the right to publish to one exchange from the user of the tests; for channels opened from now on. */
export async function forbidPublishing(
  { rabbitmqctl, username }: ControlledBroker & Pick<PrivateBroker, 'username'>,
  vhost: string,
  exchange: string,
): Promise<void> {
  const others = `^(?!${exchange.replaceAll('.', '\\.')}$)`;
  await rabbitmqctl(['set_permissions', '-p', vhost, username, '.*', others, '.*']);
}

export async function allowQueues(
  { rabbitmqctl, username }: ControlledBroker & Pick<PrivateBroker, 'username'>,
  vhost: string,
): Promise<void> {
  await rabbitmqctl(['set_permissions', '-p', vhost, username, '.*', '.*', '.*']);
}

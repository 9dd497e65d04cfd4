import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor, type ClusterNode } from '@warren/testing';
import { connect } from 'amqplib';

/** Hears the messages of an exchange. */
export interface Listener {
  readonly bodies: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Declares a queue as the topology does, on this node. */
export async function declareOn(url: string, name: string): Promise<void> {
  const file = readFileSync(join(__dirname, '../../docs/definitions.json'), 'utf8');
  const { queues } = JSON.parse(file) as { queues: { name: string; arguments: object }[] };
  const declared = queues.find((each) => each.name === name);
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.assertQueue(name, { durable: true, arguments: declared?.arguments });
  await connection.close();
}

/** Makes a node lead a quorum queue. */
export async function lead(node: ClusterNode, queue: string): Promise<void> {
  const server = (name: string): string => `{'%2F_${queue}', '${name}'}`;
  await waitFor(`${node.name} to lead ${queue}`, async () => {
    const members = await node.rabbitmqctl(['eval', `ra:members(${server(node.name)}).`]);
    const [, led = ''] = /\{'[^']+','?([^'}]+)'?\}\}/.exec(members.replaceAll(/\s/g, '')) ?? [];
    if (led === node.name) return true;
    await node.rabbitmqctl([
      'eval',
      `ra:transfer_leadership(${server(led)}, ${server(node.name)}).`,
    ]);
    return false;
  });
}

/** Listens to a fanout exchange on this node. */
export async function listenTo(node: ClusterNode, exchange: string): Promise<Listener> {
  const connection = await connect(node.url);
  connection.on('error', () => undefined);
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, exchange, '');
  const bodies: string[] = [];
  await channel.consume(queue, (message) => message && bodies.push(String(message.content)), {
    noAck: true,
  });
  return { bodies, stop: () => connection.close() };
}

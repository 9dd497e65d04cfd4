import type { ChannelModel } from 'amqplib';

/** The ids of the messages in a queue, which is empty then. */
export async function takeAll(connection: ChannelModel, queue: string): Promise<string[]> {
  const channel = await connection.createChannel();
  const ids: string[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (!message) break;
    ids.push(String(message.properties.messageId));
  }
  await channel.close();
  return ids;
}

/** Declares a queue with other arguments than the topology says. */
export async function declareOther(connection: ChannelModel, queue: string): Promise<void> {
  const channel = await connection.createChannel();
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.close();
}

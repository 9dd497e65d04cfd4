import type { ChannelModel } from 'amqplib';

/** How many messages wait in a queue; undefined when it is not there. Never rejects. */
export async function askDepth(
  connection: ChannelModel,
  queue: string,
): Promise<number | undefined> {
  try {
    // Of its own: the broker closes the channel on which it is asked for a queue that is not there.
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    const { messageCount } = await channel.checkQueue(queue);
    await channel.close();
    return messageCount;
  } catch {
    return undefined;
  }
}

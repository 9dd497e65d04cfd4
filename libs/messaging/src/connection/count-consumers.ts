import type { ChannelModel } from 'amqplib';

/**
 * How many consumers a queue has, of whatever process. It is asked on a channel of its own, which the
 * broker closes when the queue is gone; that counts as none.
 *
 * @throws Error when the connection is lost first.
 */
export async function countConsumers(connection: ChannelModel, queue: string): Promise<number> {
  const channel = await connection.createChannel();
  let isGone = false;
  channel.on('error', (error: Error & { code?: number }) => (isGone = error.code === 404));
  try {
    return (await channel.checkQueue(queue)).consumerCount;
  } catch (error) {
    if (isGone) return 0;
    throw error;
  } finally {
    await Promise.resolve()
      .then(() => channel.close())
      .catch(() => undefined);
  }
}

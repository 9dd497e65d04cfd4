import { setTimeout as wait } from 'node:timers/promises';
import type { ChannelModel } from 'amqplib';

/** To twice that: the broker logs each try. */
const AGAIN_AFTER_MS = 250;

/**
 * Resolves when no other connection holds this name, and holds it until the connection closes. The name
 * is that of an exclusive queue. Without the right to declare it this resolves at once, and locks nothing.
 *
 * @throws Error when the connection is lost.
 */
export async function holdAlone(connection: ChannelModel, name: string): Promise<void> {
  for (;;) {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    try {
      await channel.assertQueue(name, { durable: false, exclusive: true });
      return;
    } catch (error) {
      const { message } = error as Error;
      if (message.includes('ACCESS_REFUSED')) return;
      if (!message.includes('RESOURCE_LOCKED')) throw error;
    }
    await wait(AGAIN_AFTER_MS * (1 + Math.random()));
  }
}

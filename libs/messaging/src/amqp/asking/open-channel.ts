import type { Channel, ChannelModel } from 'amqplib';
import { withTimeout } from '../../async/with-timeout';

/**
 * A channel to ask on, which the broker may close for what it is asked.
 *
 * @throws Error when the connection is lost first, or there is none in time; one that comes later is closed.
 */
export async function openChannel(connection: ChannelModel, withinMs: number): Promise<Channel> {
  const opening = connection.createChannel().then((channel) => {
    // Its reason reaches who asks as the rejected call.
    channel.on('error', () => undefined);
    return channel;
  });
  try {
    return await withTimeout(opening, withinMs);
  } catch (error) {
    opening.then(closeChannel, () => undefined);
    throw error;
  }
}

/** Does not wait: a channel that waits for its queue answers this only after that. */
export function closeChannel(channel: Channel): undefined {
  void Promise.resolve()
    .then(() => channel.close())
    .catch(() => undefined);
}

import type { ChannelModel, Replies } from 'amqplib';
import { withTimeout } from '../../async/with-timeout';
import { closeChannel, openChannel } from './open-channel';

const ANSWER_WITHIN_MS = 2_000;

/**
 * How many consumers a queue has over all processes; none when it is not there.
 *
 * @throws Error when the connection is lost first, or the broker does not answer within two seconds.
 */
export async function countConsumers(connection: ChannelModel, queue: string): Promise<number> {
  return (await askFor(connection, queue))?.consumerCount ?? 0;
}

/**
 * How many messages wait in a queue; undefined when it is not there.
 *
 * @throws Error when the connection is lost first, or the broker does not answer within two seconds.
 */
export async function countMessages(
  connection: ChannelModel,
  queue: string,
): Promise<number | undefined> {
  return (await askFor(connection, queue))?.messageCount;
}

/** On a channel of its own, which the broker closes when the queue is not there. */
async function askFor(
  connection: ChannelModel,
  queue: string,
): Promise<Replies.AssertQueue | undefined> {
  const channel = await openChannel(connection, ANSWER_WITHIN_MS);
  let isGone = false;
  channel.on('error', (error: Error & { code?: number }) => (isGone = error.code === 404));
  try {
    return await withTimeout(channel.checkQueue(queue), ANSWER_WITHIN_MS);
  } catch (error) {
    if (isGone) return undefined;
    throw error;
  } finally {
    closeChannel(channel);
  }
}

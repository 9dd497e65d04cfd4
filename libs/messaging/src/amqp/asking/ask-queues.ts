import type { Channel, ChannelModel } from 'amqplib';
import { withTimeout } from '../../async/with-timeout';
import { closeChannel, openChannel } from './open-channel';

/** How long one queue may take: one without a leader never answers. */
const ANSWER_WITHIN_MS = 1_000;

/** What AMQP says of a queue. */
export interface AskedQueue {
  readonly name: string;
  readonly ready: number;
  readonly consumers: number;
}

/**
 * How many messages wait in each of these queues, and how many consumers it has. Those that do not exist,
 * or do not answer within a second, are left out; so is what is not asked by the deadline.
 *
 * @param withinMs for all of them.
 * @throws Error when the connection is lost, or none of them answers.
 */
export async function askQueues(
  connection: ChannelModel,
  names: readonly string[],
  withinMs: number,
): Promise<readonly AskedQueue[]> {
  const found: AskedQueue[] = [];
  const endsAt = performance.now() + withinMs;
  let channel: Channel | undefined;
  for (const name of names) {
    if (performance.now() >= endsAt) break;
    channel ??= await openChannel(connection, ANSWER_WITHIN_MS);
    const asked = await askOne(channel, name);
    if (asked) found.push(asked);
    // The broker has closed it, or it waits for a queue that does not answer.
    else channel = closeChannel(channel);
  }
  if (channel) closeChannel(channel);
  if (found.length === 0) throw new Error('the broker answers for none of the queues');
  return found;
}

async function askOne(channel: Channel, name: string): Promise<AskedQueue | undefined> {
  try {
    const { consumerCount, messageCount } = await withTimeout(
      channel.checkQueue(name),
      ANSWER_WITHIN_MS,
    );
    return { name, ready: messageCount, consumers: consumerCount };
  } catch {
    return undefined;
  }
}

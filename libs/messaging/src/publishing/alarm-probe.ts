import type { ChannelModel, ConfirmChannel } from 'amqplib';

/** How often an idle connection asks, and so how long a new alarm may be unknown, in milliseconds. */
const PROBE_EVERY_MS = 500;

/** The default exchange has no queue of this name: the broker drops the message and confirms it. */
const NO_QUEUE = 'warren.alarm-probe';

/**
 * Learns of a memory or disk alarm before an honest publish meets it. RabbitMQ sends `blocked` only to
 * a connection that publishes during the alarm, and never answers that publish: so an empty message
 * that no queue gets goes first, on a channel of its own, now and every half second.
 *
 * Resolves when the broker has answered the first one or said `blocked`. Ends with the connection, or
 * when the broker does not allow it; never rejects for that.
 *
 * @param isBlocked whether the broker has said so: it reads nothing more then.
 */
export async function probeForAlarm(
  connection: ChannelModel,
  isBlocked: () => boolean,
): Promise<void> {
  const channel = await connection.createConfirmChannel();
  // Its close follows, and ends the probing.
  channel.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => channel.once('close', resolve));
  const blocked = new Promise<void>((resolve) => connection.once('blocked', () => resolve()));
  await Promise.race([probe(channel), blocked, closed]);
  const timer = setInterval(() => {
    if (!isBlocked()) void probe(channel);
  }, PROBE_EVERY_MS);
  timer.unref();
  void closed.then(() => clearInterval(timer));
}

function probe(channel: ConfirmChannel): Promise<void> {
  return new Promise((resolve) => {
    try {
      channel.publish('', NO_QUEUE, Buffer.alloc(0), {}, () => resolve());
    } catch {
      // It is closing.
      resolve();
    }
  });
}

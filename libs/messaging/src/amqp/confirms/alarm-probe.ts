import { randomUUID } from 'node:crypto';
import type { ChannelModel, ConfirmChannel } from 'amqplib';

/** How often an idle connection asks, and so how long a new alarm may be unknown, in milliseconds. */
const PROBE_EVERY_MS = 500;

/**
 * Learns of a memory or disk alarm before an honest publish meets it. RabbitMQ sends `blocked` only to
 * a connection that publishes during the alarm, and never answers that publish: so an empty message
 * that no queue gets goes first, on a channel of its own, now and every half second. The broker drops
 * and confirms it: the default exchange has no queue of a name that is random on every connection, so
 * that no client can declare one which fills.
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
  const noQueue = `warren.alarm-probe.${randomUUID()}`;
  await Promise.race([probe(channel, noQueue), blocked, closed]);
  const timer = setInterval(() => {
    if (!isBlocked()) void probe(channel, noQueue);
  }, PROBE_EVERY_MS);
  timer.unref();
  void closed.then(() => clearInterval(timer));
}

function probe(channel: ConfirmChannel, noQueue: string): Promise<void> {
  return new Promise((resolve) => {
    try {
      channel.publish('', noQueue, Buffer.alloc(0), {}, () => resolve());
    } catch {
      // It is closing.
      resolve();
    }
  });
}

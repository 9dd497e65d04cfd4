import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { GetMessage } from 'amqplib';
import type { BrokerSettings } from '../connection/messaging.config';
import { MessageWriter } from '../confirms/message-writer';
import { withTimeout } from '../../async/with-timeout';
import { closeWithin } from '../connection/close-within';
import { receivedBytes, unreadableOf } from '../../wire/guard-properties';
import { openConnection } from '../connection/open-connection';
import { withoutOwnership } from '../../wire/property-bytes';
import { reconnectDelayMs } from '../connection/reconnect-delay';

const CONFIRM_WITHIN_MS = 5_000;
const CLOSE_TIMEOUT_MS = 1_000;

const logger = new Logger('freeing');

/**
 * Publishes a message to the end of the queue that the broker has removed it from, with its own bytes
 * and properties; only a user id is left out, which the broker takes from that user alone.
 *
 * Tries until the broker has confirmed it, and once more after `signal`. When that fails too, the
 * message may be lost, which is an error in the log.
 */
export async function publishBack(
  queue: string,
  message: GetMessage,
  settings: BrokerSettings,
  signal: AbortSignal,
): Promise<void> {
  const { urls } = settings;
  const details = { queue, messageId: message.properties.messageId as unknown };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await publish(queue, message, urls[attempt % urls.length] as string, settings);
    } catch (err) {
      if (signal.aborted) {
        logger.error({ ...details, err }, 'a message could not be put back: it may be lost');
        return;
      }
      logger.warn({ ...details, err }, 'a message could not be put back yet; trying again');
    }
    const pauseMs = reconnectDelayMs(attempt, Math.random());
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** @throws Error when the broker has not confirmed it, or the queue is gone. */
async function publish(
  queue: string,
  message: GetMessage,
  url: string,
  settings: BrokerSettings,
): Promise<void> {
  const section = unreadableOf(message)?.bytes ?? receivedBytes(message.properties);
  if (!section) throw new Error('the bytes of its properties are not known');
  const connection = await openConnection(url, `freeing ${queue}`, settings, (error) =>
    logger.debug(error.message),
  );
  try {
    const channel = await connection.createConfirmChannel();
    let refusal: Error | undefined;
    channel.on('error', (error: Error) => (refusal = error));
    channel.on('return', () => (refusal = new Error('the queue is gone')));
    new MessageWriter(channel).write({
      ...{ exchange: '', routingKey: queue, body: message.content },
      properties: { messageId: '', mandatory: true },
      section: withoutOwnership(section),
    });
    await withTimeout(channel.waitForConfirms(), CONFIRM_WITHIN_MS);
    if (refusal) throw refusal;
  } finally {
    await closeWithin(connection, CLOSE_TIMEOUT_MS);
  }
}

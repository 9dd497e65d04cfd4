import { Logger } from '@nestjs/common';
import type { Channel, ConsumeMessage } from 'amqplib';

const logger = new Logger('settle');

/**
 * Acks a delivery whose consequence is safe. Deliveries are settled in this file only (I1).
 *
 * On the channel it came on it can be settled once; when that channel is closed the broker has
 * already put the message back, and it must not be tried on another channel, where its number
 * would name a different message. Never throws.
 */
export function ackDelivery(channel: Channel, message: ConsumeMessage): void {
  try {
    channel.ack(message);
  } catch (error) {
    logger.warn(
      { messageId: message.properties.messageId as unknown, err: error },
      'processed, but its channel is closed: the broker delivers it again',
    );
  }
}

/**
 * Gives a delivery back that we could not make sense of, through a fault of our own. The first time
 * it goes back to its queue; the next time the broker dead-letters it, since it would fail without
 * end. Never throws.
 */
export function giveBackDelivery(channel: Channel, message: ConsumeMessage): void {
  try {
    channel.nack(message, false, !message.fields.redelivered);
  } catch (error) {
    logger.warn(
      { messageId: message.properties.messageId as unknown, err: error },
      'not processed, and its channel is closed: the broker delivers it again',
    );
  }
}

import { Logger } from '@nestjs/common';
import type { Channel, ConsumeMessage } from 'amqplib';

const logger = new Logger('settle');

/**
 * Acks a delivery whose consequence is safe. The only place that settles (I1).
 *
 * On the channel it came on it can be acked once; when that channel is closed the broker has
 * already put the message back, and the ack must not be tried on another channel, where its number
 * would name a different message. Never throws.
 */
export function settleDelivery(channel: Channel, message: ConsumeMessage): void {
  try {
    channel.ack(message);
  } catch (error) {
    logger.warn(
      { messageId: message.properties.messageId as unknown, err: error },
      'processed, but its channel is closed: the broker delivers it again',
    );
  }
}

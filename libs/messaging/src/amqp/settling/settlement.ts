import { Logger } from '@nestjs/common';
import type { Channel, ConsumeMessage } from 'amqplib';
import { aboutMessage } from '../../decoding/about-message';

/**
 * Settles the deliveries of one channel, each once (I1); no consumer's delivery is settled elsewhere.
 *
 * Acks wait for the promises that are due, so that deliveries that were done together are acked
 * together: one cumulative ack (AMQP 0-9-1, `basic.ack`, `multiple`) for those before which all
 * are settled, a single ack for each of the others. A cumulative ack covers everything up to its
 * number that is not settled, so every delivery of the channel must be taken here, also one that is
 * going to be left to the broker.
 *
 * When the channel closes, the broker has put back what was open; it must not be tried on another
 * channel, where its number would name a different message. Nothing here ever throws.
 */
export class Settlement {
  private readonly logger = new Logger(Settlement.name);
  /** The numbers of what is neither acked nor given back; a channel counts its deliveries from 1. */
  private readonly open = new Set<number>();
  private oldestOpen = 1;
  private latest = 0;
  /** Those of them that are done. */
  private readonly done = new Set<number>();
  private isClosed = false;

  constructor(private readonly channel: Channel) {}

  /** Takes note of a delivery. */
  take({ fields }: ConsumeMessage): void {
    this.open.add(fields.deliveryTag);
    this.latest = fields.deliveryTag;
  }

  /** Acks a delivery whose consequence is safe, by the end of this tick; again has no effect. */
  ack(message: ConsumeMessage): void {
    if (this.isClosed) {
      this.logger.warn(
        aboutMessage(message),
        'processed, but its channel is closed: the broker delivers it again',
      );
      return;
    }
    const { deliveryTag } = message.fields;
    if (!this.open.has(deliveryTag) || this.done.has(deliveryTag)) return;
    this.done.add(deliveryTag);
    // Behind the promises that are due, which are those of what was done together.
    if (this.done.size === 1) process.nextTick(() => this.flush());
  }

  /**
   * Gives a delivery back that we could not make sense of, through a fault of our own. The first
   * time it goes back to its queue; the next time the broker dead-letters it, since it would fail
   * without end. Again has no effect.
   */
  giveBack(message: ConsumeMessage): void {
    this.nack(message, !message.fields.redelivered);
  }

  /** Has the broker dead-letter a delivery whose copy it refuses for good. Again has no effect. */
  reject(message: ConsumeMessage): void {
    this.nack(message, false);
  }

  /** Sends the acks that wait. To be called before the channel is closed on purpose. */
  flush(): void {
    let lastOfPrefix: number | undefined;
    for (; this.oldestOpen <= this.latest; this.oldestOpen += 1) {
      if (!this.open.has(this.oldestOpen)) continue;
      if (!this.done.delete(this.oldestOpen)) break;
      this.open.delete(this.oldestOpen);
      lastOfPrefix = this.oldestOpen;
    }
    if (lastOfPrefix !== undefined) this.sendAck(lastOfPrefix, true);
    for (const tag of this.done) {
      this.open.delete(tag);
      this.sendAck(tag, false);
    }
    this.done.clear();
  }

  private nack(message: ConsumeMessage, requeue: boolean): void {
    const { deliveryTag } = message.fields;
    if (this.isClosed || this.done.has(deliveryTag) || !this.open.delete(deliveryTag)) return;
    this.settle(
      () => this.channel.nack(message, false, requeue),
      () => aboutMessage(message),
    );
  }

  private sendAck(deliveryTag: number, upTo: boolean): void {
    // amqplib reads nothing of the message but its number.
    this.settle(
      () => this.channel.ack({ fields: { deliveryTag } } as ConsumeMessage, upTo),
      () => ({ deliveryTag, upTo }),
    );
  }

  private settle(send: () => void, details: () => object): void {
    try {
      send();
    } catch (error) {
      this.logger.warn({ ...details(), err: error }, 'not settled: the broker delivers it again');
    }
  }

  /** The channel is closed: nothing on it can be settled. */
  close(): void {
    if (this.done.size > 0) {
      this.logger.warn(
        { deliveries: this.done.size },
        'processed, but their channel is closed: the broker delivers them again',
      );
    }
    this.isClosed = true;
    this.open.clear();
    this.done.clear();
  }
}

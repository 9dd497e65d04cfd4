import { Logger } from '@nestjs/common';
import type { ChannelModel } from 'amqplib';
import { countConsumers } from '../amqp/asking/ask-queue';
import type { QueueConsumer } from './queue-consumer';

const EVERY_MS = 10_000;

/**
 * Compares the consumers this process believes to have with what the broker counts: a queue without
 * any consumer has lost ours, with or without a cancel. The broker gives a count and no names, so
 * one lost among several workers shows only in the management UI.
 */
export class ConsumerWatchdog {
  private readonly logger = new Logger(ConsumerWatchdog.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly consumers: () => readonly QueueConsumer[],
    private readonly everyMs: number = EVERY_MS,
  ) {}

  /** Watches over this connection from now on, and over none before it. */
  watch(connection: ChannelModel): void {
    this.stop();
    let isLooking = false;
    this.timer = setInterval(() => {
      // A broker that answers late gets no second round of the same questions.
      if (isLooking) return;
      isLooking = true;
      void this.look(connection).finally(() => (isLooking = false));
    }, this.everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Never rejects: a connection that fails is watched by others. */
  private async look(connection: ChannelModel): Promise<void> {
    for (const consumer of this.consumers()) {
      const { subscribedAs } = consumer;
      if (subscribedAs === undefined) continue;
      try {
        if ((await countConsumers(connection, consumer.queue)) > 0) continue;
      } catch (error) {
        this.logger.debug({ queue: consumer.queue, err: error }, 'its consumers cannot be counted');
        continue;
      }
      if (consumer.subscribedAs === subscribedAs) await consumer.loseUnnoticed();
    }
  }
}

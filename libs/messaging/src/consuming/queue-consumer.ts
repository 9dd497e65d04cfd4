import { Logger } from '@nestjs/common';
import type { ConsumeMessage } from 'amqplib';
import type { DeliveryProcessor } from './delivery-processor';
import type { FoundHandler } from './match-handlers';
import { ackDelivery, giveBackDelivery } from './settle-delivery';
import type { WatchedChannel } from './watch-channel';

/** Whether the broker sends this consumer deliveries. */
export type ConsumerState = 'detached' | 'attached' | 'stopped';

/** One time of consuming: from asking the broker for it until the broker or the channel ends it. */
interface Subscription extends WatchedChannel {
  phase: 'asked' | 'granted' | 'ended';
}

/**
 * The consumer of one queue. It is attached anew to every channel it is given, notices when the
 * broker takes it away, and settles each delivery once, after its consequence is safe.
 */
export class QueueConsumer {
  private readonly logger = new Logger(QueueConsumer.name);
  private readonly inFlight = new Set<Promise<void>>();
  private subscription?: Subscription;
  private isStopped = false;

  /**
   * @param tag names this consumer on the broker; unique in the process and between processes.
   * @param onLost told when the broker ended the consumer on a channel that is still open.
   */
  constructor(
    readonly handler: FoundHandler,
    private readonly tag: string,
    private readonly processor: DeliveryProcessor,
    private readonly onLost: (consumer: QueueConsumer, on: WatchedChannel) => void,
  ) {}

  get queue(): string {
    return this.handler.queue.name;
  }

  get state(): ConsumerState {
    if (this.isStopped) return 'stopped';
    const { phase, gone } = this.subscription ?? {};
    return phase === 'granted' && !gone?.aborted ? 'attached' : 'detached';
  }

  /**
   * Begins to consume on this channel, unless the channel is gone or the consumer was cancelled.
   *
   * @throws Error when the broker refuses, for instance with 404, or ends it as it begins.
   */
  async attach({ channel, gone }: WatchedChannel): Promise<void> {
    if (this.isStopped || gone.aborted) return;
    const subscription: Subscription = { channel, gone, phase: 'asked' };
    this.subscription = subscription;
    await channel.consume(this.queue, (message) => this.receive(subscription, message), {
      consumerTag: this.tag,
    });
    // The broker's word that the queue is gone can come right behind its consent.
    if (subscription.phase === 'ended') throw new Error('the broker ended the consumer at once');
    subscription.phase = 'granted';
  }

  /**
   * Asks the broker for no more; what was delivered already goes on. Resolves when it agreed. It
   * also ends what was only asked for: a channel answers in the order it was asked.
   */
  async cancel(): Promise<void> {
    this.isStopped = true;
    await this.subscription?.channel.cancel(this.tag).catch(() => undefined);
  }

  /** Resolves when no delivery is being handled. */
  async idle(): Promise<void> {
    await Promise.all(this.inFlight);
  }

  private receive(subscription: Subscription, message: ConsumeMessage | null): void {
    if (message === null) {
      const wasGranted = subscription.phase === 'granted';
      subscription.phase = 'ended';
      if (wasGranted && !this.isStopped) this.onLost(this, subscription);
      return;
    }
    // Deliveries that were on their way when the consumer was cancelled stay unsettled: the broker
    // hands them to another consumer when the channel closes.
    if (this.isStopped) return;
    const work = this.work(subscription, message).finally(() => this.inFlight.delete(work));
    this.inFlight.add(work);
  }

  /** Never rejects: nobody waits for it but `idle`. */
  private async work({ channel, gone }: WatchedChannel, message: ConsumeMessage): Promise<void> {
    try {
      await this.processor.process(message, this.handler, gone);
    } catch (error) {
      const details = { queue: this.queue, messageId: message.properties.messageId as unknown };
      if (gone.aborted) {
        this.logger.warn(details, 'not settled: its channel is gone, the broker delivers it again');
      } else {
        this.logger.error({ ...details, err: error }, 'not processed: given back to the broker');
        giveBackDelivery(channel, message);
      }
      return;
    }
    ackDelivery(channel, message);
  }
}

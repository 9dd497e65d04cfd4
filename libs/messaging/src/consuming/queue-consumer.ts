import { Logger } from '@nestjs/common';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { DeliveryProcessor } from './delivery-processor';
import type { FoundHandler } from './match-handlers';
import { settleDelivery } from './settle-delivery';

/** How many deliveries a consumer is at work on, and whether the broker sends it more. */
export type ConsumerState = 'detached' | 'attached' | 'stopped';

/**
 * The consumer of one queue. It is attached anew to every channel it is given, notices when the
 * broker takes it away, and settles each delivery once, after its consequence is safe.
 */
export class QueueConsumer {
  private readonly logger = new Logger(QueueConsumer.name);
  private readonly inFlight = new Set<Promise<void>>();
  private currentState: ConsumerState = 'detached';
  private channel?: Channel;

  /**
   * @param tag names this consumer on the broker; unique in the process and between processes.
   * @param onLost told when the broker ended the consumer on a channel that is still open.
   */
  constructor(
    readonly handler: FoundHandler,
    private readonly tag: string,
    private readonly processor: DeliveryProcessor,
    private readonly onLost: (consumer: QueueConsumer, channel: Channel) => void,
  ) {}

  get queue(): string {
    return this.handler.queue.name;
  }

  get state(): ConsumerState {
    return this.currentState;
  }

  /** Begins to consume on this channel. Rejects when the broker refuses, for instance with 404. */
  async attach(channel: Channel): Promise<void> {
    if (this.currentState === 'stopped') return;
    const abandoned = new AbortController();
    channel.once('close', () => {
      abandoned.abort();
      if (this.channel === channel) this.detach();
    });
    await channel.consume(
      this.queue,
      (message) => this.receive(channel, message, abandoned.signal),
      {
        consumerTag: this.tag,
      },
    );
    this.channel = channel;
    this.currentState = 'attached';
  }

  /** Asks the broker for no more; what was delivered already goes on. Resolves when it agreed. */
  async cancel(): Promise<void> {
    const { channel } = this;
    this.currentState = 'stopped';
    this.detach();
    await channel?.cancel(this.tag).catch(() => undefined);
  }

  /** Resolves when no delivery is being handled. */
  async idle(): Promise<void> {
    await Promise.all(this.inFlight);
  }

  private detach(): void {
    this.channel = undefined;
    if (this.currentState !== 'stopped') this.currentState = 'detached';
  }

  private receive(channel: Channel, message: ConsumeMessage | null, abandoned: AbortSignal): void {
    if (message === null) {
      this.detach();
      if (this.currentState !== 'stopped') this.onLost(this, channel);
      return;
    }
    // Deliveries that were on their way when the consumer was cancelled stay unsettled: the broker
    // hands them to another consumer when the channel closes.
    if (this.currentState === 'stopped') return;
    const work = this.work(channel, message, abandoned).finally(() => this.inFlight.delete(work));
    this.inFlight.add(work);
  }

  /** Never rejects: nobody waits for it but `idle`. */
  private async work(
    channel: Channel,
    message: ConsumeMessage,
    abandoned: AbortSignal,
  ): Promise<void> {
    try {
      await this.processor.process(message, this.handler, abandoned);
    } catch (error) {
      this.logger.warn(
        { queue: this.queue, messageId: message.properties.messageId as unknown, err: error },
        'not settled: the broker delivers it again',
      );
      return;
    }
    settleDelivery(channel, message);
  }
}

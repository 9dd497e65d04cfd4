import { UnavailableQueues } from '../amqp/connection/unavailable-queues';
import type { DeliveryProcessor } from './deliveries/delivery-processor';
import { attachConsumer, type QueueRestorer } from './attach-consumer';
import type { QueueConsumer } from './queue-consumer';
import type { WatchedChannel } from '../amqp/subscriptions/watch-channel';

/**
 * Attaches consumers to channels, one attempt at a time for each channel, and none before it is known
 * what was processed already.
 */
export class Attacher {
  /** Queues that could not be consumed when that was last tried. */
  readonly unavailable = new UnavailableQueues('consumed');
  private readonly busy = new WeakSet<WatchedChannel>();

  constructor(
    private readonly publisher: QueueRestorer,
    private readonly processor: Pick<DeliveryProcessor, 'ready'>,
  ) {}

  /** Begins to attach the consumer of a channel, unless that is under way. Does not wait. */
  attach(consumer: QueueConsumer, on: WatchedChannel): void {
    if (this.busy.has(on)) return;
    this.busy.add(on);
    void this.attachWhenReady(consumer, on);
  }

  /** Never rejects. */
  private async attachWhenReady(consumer: QueueConsumer, on: WatchedChannel): Promise<void> {
    try {
      await this.processor.ready();
    } catch {
      // The app stops: there is nothing left to attach.
      return;
    }
    await attachConsumer(consumer, on, this.publisher, this.unavailable);
    this.busy.delete(on);
    // What was found on an earlier channel says nothing of one that is consumed.
    if (consumer.state === 'attached') this.unavailable.remove(consumer.queue);
    // It may have been lost again while this attempt was ending.
    if (consumer.state === 'detached' && !on.gone.aborted) this.attach(consumer, on);
  }
}

import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { QueueConsumer } from './queue-consumer';
import type { OrderAspect, StandingOrders } from '../orders/standing-orders';

const ASPECTS: readonly OrderAspect[] = ['flow', 'prefetch'];

/**
 * Makes the consumers of this process follow the last orders of the journal, each once: what somebody
 * does to this process alone afterwards stands until the next order for all.
 */
export class OrderFollower implements OnApplicationBootstrap {
  private readonly logger = new Logger(OrderFollower.name);
  /** By queue and aspect the offset of the order that was followed last, and of the one that is begun. */
  private readonly followed = new Map<string, number>();
  private readonly begun = new Map<string, number>();
  private onFollowed: () => void = () => undefined;

  constructor(
    private readonly orders: StandingOrders,
    private readonly consumers: () => readonly QueueConsumer[],
  ) {
    orders.onOrder((queue) => this.follow(queue));
  }

  /** Those that were read before there were consumers; these are made in the same turn. */
  async onApplicationBootstrap(): Promise<void> {
    await Promise.resolve();
    for (const { queue } of this.consumers()) this.follow(queue);
  }

  /** Called whenever an order was followed. One listener. */
  whenFollowed(listener: () => void): void {
    this.onFollowed = listener;
  }

  /** The offset of the order that the consumer of the queue followed last. */
  offsetOf(queue: string, aspect: OrderAspect): number | undefined {
    return this.followed.get(`${aspect} ${queue}`);
  }

  private follow(queue: string): void {
    const consumer = this.consumers().find((each) => each.queue === queue);
    if (consumer === undefined) return;
    for (const aspect of ASPECTS) {
      const order = this.orders.get(queue, aspect);
      const key = `${aspect} ${queue}`;
      if (order === undefined || order.offset === this.begun.get(key)) continue;
      this.begun.set(key, order.offset);
      void this.obey(consumer, order.record).then(
        () => this.finish(key, order.offset),
        (error: unknown) => this.logger.error({ queue, err: error }, 'an order was not followed'),
      );
    }
  }

  /** Begins before it returns, so that a consumer that is paused does not begin to consume first. */
  private async obey(
    consumer: QueueConsumer,
    {
      action,
      by,
      value,
    }: { readonly action: string; readonly by: string; readonly value?: number },
  ): Promise<void> {
    this.logger.log({ queue: consumer.queue, by, value }, `follows the order '${action}'`);
    if (action === 'pause') return consumer.pause();
    if (action === 'resume') return consumer.resume();
    return consumer.setPrefetch(value ?? consumer.handler.queue.prefetch);
  }

  private finish(key: string, offset: number): void {
    this.followed.set(key, Math.max(offset, this.followed.get(key) ?? 0));
    this.onFollowed();
  }
}

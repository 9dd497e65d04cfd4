import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { WarrenError } from '@warren/model';
import { settleWithin } from '../async/settle-within';
import type { DeliveryCounts, LastError } from './consumer-stats';
import { Consumers } from './consumers';
import type { ConsumerState } from './intake/desired-state';
import type { QueueConsumer } from './queue-consumer';

const OBEYED_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 10;

/** The consumer of one queue, as people see it. */
export interface ConsumerView {
  readonly queue: string;
  /** `Class.method`. */
  readonly handler: string;
  readonly state: ConsumerState;
  /** Why the broker does not give it its queue, if that is why it is detached. */
  readonly unavailable?: string;
  /** Whether it tries one message at a time, after it had paused itself. */
  readonly isProbing: boolean;
  readonly prefetch: number;
  /** As the topology says; where it says nothing, all that is held is handled at once. */
  readonly concurrency: number;
  /** Deliveries being handled. */
  readonly inFlight: number;
  /** Deliveries that ended, a second, over the last minute. */
  readonly ratePerSecond: number;
  /** Since the process started. */
  readonly counts: Readonly<DeliveryCounts>;
  readonly lastError?: LastError;
}

/**
 * Shows and operates the consumers of this process. What is ordered lasts as long as the process.
 * An order resolves with what came of it, after two seconds at the latest: while the broker is
 * unavailable, the consumer is `detached` and obeys when the broker is back.
 */
@Injectable()
export class ConsumerOperations {
  constructor(private readonly consumers: Consumers) {}

  /** In the order of the queues' names. */
  list(): ConsumerView[] {
    return this.consumers.all
      .map((each) => this.toView(each))
      .sort((a, b) => (a.queue < b.queue ? -1 : 1));
  }

  /** @throws WarrenError `not_found` when this process does not consume that queue. */
  show(queue: string): ConsumerView {
    return this.toView(this.find(queue));
  }

  /**
   * Takes no more deliveries; what the process has already is handled.
   *
   * @throws WarrenError `not_found`.
   */
  async pause(queue: string): Promise<ConsumerView> {
    const consumer = this.find(queue);
    return this.obeyed(consumer, consumer.pause());
  }

  /**
   * Takes deliveries again, also when the consumer had paused itself.
   *
   * @throws WarrenError `not_found`.
   */
  async resume(queue: string): Promise<ConsumerView> {
    const consumer = this.find(queue);
    return this.obeyed(consumer, consumer.resume());
  }

  /**
   * Limits how many deliveries it holds at once, with a few more for a moment (see QueueConsumer).
   *
   * @param prefetch from 1 to 65,535.
   * @throws WarrenError `not_found`; `invalid_request` for a queue in strict order, whose prefetch is 1.
   */
  async setPrefetch(queue: string, prefetch: number): Promise<ConsumerView> {
    const consumer = this.find(queue);
    if (consumer.handler.queue.ordering === 'strict' && prefetch !== 1) {
      throw new WarrenError('invalid_request', `'${queue}' is in strict order: its prefetch is 1`);
    }
    return this.obeyed(consumer, consumer.setPrefetch(prefetch));
  }

  private find(queue: string): QueueConsumer {
    const found = this.consumers.all.find((each) => each.queue === queue);
    if (!found) throw new WarrenError('not_found', 'this process does not consume such a queue');
    return found;
  }

  /**
   * The order resolves before the broker has agreed to a new subscription; only `state` shows that.
   */
  private async obeyed(consumer: QueueConsumer, order: Promise<void>): Promise<ConsumerView> {
    const deadline = Date.now() + OBEYED_WITHIN_MS;
    await settleWithin(order, OBEYED_WITHIN_MS);
    while (consumer.state === 'detached' && Date.now() < deadline) await wait(LOOK_EVERY_MS);
    return this.toView(consumer);
  }

  private toView(consumer: QueueConsumer): ConsumerView {
    const { handler, inFlight, isProbing, prefetch, queue, state, stats } = consumer;
    return {
      queue,
      handler: handler.name,
      state,
      unavailable: this.consumers.whyUnavailable(consumer),
      isProbing,
      prefetch,
      concurrency: handler.queue.concurrency,
      inFlight,
      ratePerSecond: stats.ratePerSecond(new Date()),
      counts: { ...stats.counts },
      lastError: stats.lastError,
    };
  }
}

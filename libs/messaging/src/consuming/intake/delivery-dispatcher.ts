import { Logger } from '@nestjs/common';
import type { ConsumeMessage } from 'amqplib';
import { aboutMessage } from '../../decoding/about-message';
import type { DeliveryProcessor } from '../deliveries/delivery-processor';
import type { DeliveryResult } from '../../messages/delivery-result';
import { NotStartedError, type QueueHandler } from '../../messages/queue-handler';
import { redeliveriesOf } from '../../decoding/read-delivery';
import type { PoisonIsolation } from './poison-isolation';
import { ConcurrencyLimiter } from '../../async/concurrency-limiter';
import type { WatchedChannel } from '../../amqp/subscriptions/watch-channel';

/**
 * The work on the deliveries of one queue: each is handled when there is a slot for it, and settled
 * once, after its consequence is safe (I1, I2).
 */
export class DeliveryDispatcher {
  private readonly logger = new Logger(DeliveryDispatcher.name);
  private readonly limiter: ConcurrencyLimiter;
  private isStopped = false;

  /**
   * @param onResult called with the result of each delivery, when that is safe.
   * @param onDone called when there is room for another.
   */
  constructor(
    private readonly handler: QueueHandler,
    private readonly processor: DeliveryProcessor,
    private readonly isolation: PoisonIsolation,
    private readonly onResult: (result: DeliveryResult) => void,
    onDone: () => void,
  ) {
    this.limiter = new ConcurrencyLimiter(this.slotCount(handler.queue.prefetch), onDone);
  }

  /** How many are being handled. */
  get count(): number {
    return this.limiter.runningCount;
  }

  /** Whether one more would begin at once. */
  get hasFreeSlot(): boolean {
    return this.limiter.hasFree;
  }

  /** Takes a delivery that came on this channel, to be handled when there is a slot, or its turn. */
  take(message: ConsumeMessage, on: WatchedChannel): void {
    on.settlement.take(message);
    if (this.isStopped) return;
    const redeliveries = redeliveriesOf(message);
    if (this.isolation.concerns(redeliveries)) {
      this.limiter.run(() => this.handleInTurn(redeliveries, message, on));
    } else {
      this.limiter.run(() => this.handle(message, on));
    }
  }

  /**
   * Takes a delivery that was fetched. Resolves when it is done and its ack was given to the channel, or
   * when it is not going to be.
   *
   * @param hasTurn whether it is its turn, if it may kill; otherwise it waits for it in the isolation.
   */
  async takeFetched(message: ConsumeMessage, on: WatchedChannel, hasTurn: boolean): Promise<void> {
    on.settlement.take(message);
    if (this.isStopped) return;
    const redeliveries = redeliveriesOf(message);
    const mustWait = !hasTurn && this.isolation.concerns(redeliveries);
    await new Promise<void>((done) => {
      this.limiter.run(() => {
        const handled = mustWait
          ? this.handleInTurn(redeliveries, message, on)
          : this.handleAtOnce(message, on);
        return handled.then(done);
      });
    });
  }

  /** Sets how many deliveries are handled at once while it holds `held`; with 0 begins no other. */
  allow(held: number): void {
    this.limiter.setLimit(this.slotCount(held));
  }

  /** Begins no other for good; those that have not begun are left to the broker, unsettled. */
  stop(): void {
    this.isStopped = true;
    this.handler.stop();
    this.limiter.drop();
  }

  /** Resolves when none is being handled. */
  idle(): Promise<void> {
    return this.limiter.idle();
  }

  private slotCount(held: number): number {
    const { batch, concurrency, prefetch } = this.handler.queue;
    // The events of a batch wait for one another, each in a slot.
    return batch || concurrency === prefetch ? held : Math.min(held, concurrency);
  }

  /** It has its slot first: while none is free, others have their turn. Never rejects. */
  private handleInTurn(
    redeliveries: number,
    message: ConsumeMessage,
    on: WatchedChannel,
  ): Promise<void> {
    return this.isolation.admit(redeliveries, () => this.handleAtOnce(message, on));
  }

  /** Acked at once. Never rejects. */
  private async handleAtOnce(message: ConsumeMessage, on: WatchedChannel): Promise<void> {
    if (this.isStopped) return;
    await this.handle(message, on);
    on.settlement.flush();
  }

  /** Never rejects. */
  private async handle(message: ConsumeMessage, on: WatchedChannel): Promise<void> {
    // It waited for a slot, and the broker has taken it back meanwhile.
    if (on.gone.aborted) return;
    let result: DeliveryResult;
    try {
      result = await this.processor.process(message, this.handler, on.gone);
      this.onResult(result);
    } catch (error) {
      this.leave(error, message, on);
      return;
    }
    if ('isRejected' in result) on.settlement.reject(message);
    else on.settlement.ack(message);
  }

  private leave(
    error: unknown,
    message: ConsumeMessage,
    { gone, settlement }: WatchedChannel,
  ): void {
    if (error instanceof NotStartedError) return;
    const details = aboutMessage(message, this.handler.queue.name);
    if (gone.aborted) {
      this.logger.warn(details, 'not settled: its channel is gone, the broker delivers it again');
    } else {
      this.logger.error({ ...details, err: error }, 'not processed: given back to the broker');
      settlement.giveBack(message);
    }
  }
}

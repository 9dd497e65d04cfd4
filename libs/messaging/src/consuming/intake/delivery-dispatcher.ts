import { Logger } from '@nestjs/common';
import type { ConsumeMessage } from 'amqplib';
import { aboutMessage } from '../../decoding/about-message';
import type { DeliveryProcessor } from '../deliveries/delivery-processor';
import type { DeliveryResult } from '../../messages/delivery-result';
import { NotStartedError, type QueueHandler } from '../../messages/queue-handler';
import { ConcurrencyLimiter } from '../../async/concurrency-limiter';
import type { SerialQueue } from '../../async/serial-queue';
import { wasReturnedBefore } from '../../failures/decide-return';
import type { WatchedChannel } from '../../amqp/subscriptions/watch-channel';

/**
 * The work on the deliveries of one queue: each is handled when there is a slot for it, and settled
 * once, after its consequence is safe (I1, I2).
 */
export class DeliveryDispatcher {
  private readonly logger = new Logger(DeliveryDispatcher.name);
  private readonly limiter: ConcurrencyLimiter;
  /** Of what is returned and not handled: while it waited for a slot, each lost connection would count. */
  private readonly unlimited = new ConcurrencyLimiter(Infinity);
  private isStopped = false;

  /**
   * @param suspects of the process: what may end it is copied or handled one after the other, so that a copy
   * is acked, and those before it are done, when one ends it.
   * @param onResult called with the result of each delivery, when that is safe.
   */
  constructor(
    private readonly handler: QueueHandler,
    private readonly processor: DeliveryProcessor,
    private readonly suspects: SerialQueue,
    private readonly onResult: (result: DeliveryResult) => void,
  ) {
    this.limiter = new ConcurrencyLimiter(this.slotCount(handler.queue.prefetch));
  }

  /** How many are being handled. */
  get count(): number {
    return this.limiter.runningCount;
  }

  /** Takes a delivery that came on this channel, to be handled when there is a slot. */
  take(message: ConsumeMessage, on: WatchedChannel): void {
    on.settlement.take(message);
    if (this.isStopped) return;
    const isReturned = this.processor.findReturn(message, this.handler.queue) !== undefined;
    if (isReturned) this.unlimited.run(() => this.copyInTurn(message, on));
    else if (wasReturnedBefore(message)) void this.handleInTurn(message, on);
    else this.limiter.run(() => this.handle(message, on));
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

  /** Resolves when none is being handled or copied. */
  async idle(): Promise<void> {
    await Promise.all([this.limiter.idle(), this.unlimited.idle()]);
  }

  private slotCount(held: number): number {
    const { batch, concurrency, prefetch } = this.handler.queue;
    // The events of a batch wait for one another, each in a slot.
    return batch || concurrency === prefetch ? held : Math.min(held, concurrency);
  }

  /** Before all that waits to be handled: each lost connection counts one more return. Never rejects. */
  private copyInTurn(message: ConsumeMessage, on: WatchedChannel): Promise<void> {
    return this.suspects.run(
      async () => {
        if (!this.isStopped) await this.handle(message, on);
      },
      { isUrgent: true },
    );
  }

  /** It takes a slot when its turn has come: others use it until then, and none while it is held. */
  private handleInTurn(message: ConsumeMessage, on: WatchedChannel): Promise<void> {
    return this.suspects.run(
      () =>
        new Promise<void>((resolve) => {
          if (this.isStopped) return resolve();
          this.limiter.run(() => this.handle(message, on).then(resolve));
        }),
    );
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

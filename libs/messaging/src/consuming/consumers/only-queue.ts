import type { CheckResult } from '@warren/platform';
import type { ChannelModel } from 'amqplib';
import { isAboutQueue, isBrokerFault } from '../../connection/broker-fault';
import { UnavailableQueues } from '../../connection/unavailable-queues';
import type { ConfirmPublisher } from '../../publishing/confirm-publisher';
import type { Subscription } from './subscription';

/**
 * The one queue of a consumer that has a connection of its own: whether that queue is what keeps it from
 * consuming. Then the process is not unready, since everything else works.
 */
export class OnlyQueue {
  private readonly unavailable = new UnavailableQueues('consumed');

  constructor(
    private readonly queue: string,
    private readonly publisher: Pick<ConfirmPublisher, 'whyUnavailable'>,
  ) {}

  /**
   * As the subscription's own, and notes whether it is the queue that the broker refuses: on the channel,
   * or by closing the connection for a fault of its own.
   */
  async untilGranted(
    subscription: Pick<Subscription, 'untilGranted'>,
    connection: Pick<ChannelModel, 'once'>,
  ): Promise<void> {
    let fault: Error | undefined;
    connection.once('error', (error: Error) => {
      if (isBrokerFault(error)) fault = error;
    });
    try {
      await subscription.untilGranted();
      this.unavailable.remove(this.queue);
    } catch (error) {
      const refusal = fault ?? (isAboutQueue(error) ? (error as Error) : undefined);
      const reason = this.publisher.whyUnavailable(this.queue) ?? refusal?.message;
      if (reason !== undefined) this.unavailable.add(this.queue, reason);
      throw error;
    }
  }

  /** What is to be said of its consumer while it is not attached (I13). */
  checkDetached(): CheckResult {
    const isUnavailable = this.unavailable.get(this.queue) !== undefined;
    if (isUnavailable) return { ok: true, detail: `degraded: unavailable: ${this.queue}` };
    return { ok: false, detail: 'not attached' };
  }
}

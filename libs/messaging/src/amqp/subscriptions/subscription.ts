import type { ConsumeMessage } from 'amqplib';
import { withTimeout } from '../../async/with-timeout';
import type { WatchedChannel } from './watch-channel';

/** How long the broker may take to answer a request for deliveries; then its queue is in trouble. */
const DELIVERIES_WITHIN_MS = 5_000;

/** What a subscription asks for, and its listeners. */
export interface SubscriptionRequest {
  readonly queue: string;
  /** Names it on the broker; never used twice. */
  readonly tag: string;
  readonly prefetch: number;
  readonly onDelivery: (message: ConsumeMessage, on: WatchedChannel) => void;
  /** Called when the broker has ended it after it was granted; not when its channel is lost. */
  readonly onEnded: () => void;
}

/** One time of consuming: from asking the broker for it until the broker, the channel or we end it. */
export class Subscription {
  private phase: 'asked' | 'granted' | 'ended' | 'cancelled' = 'asked';
  private readonly granted: Promise<void>;

  constructor(
    private readonly on: WatchedChannel,
    private readonly request: SubscriptionRequest,
  ) {
    this.granted = this.ask();
  }

  get tag(): string {
    return this.request.tag;
  }

  get prefetch(): number {
    return this.request.prefetch;
  }

  /** Whether the broker sends deliveries. */
  get isGranted(): boolean {
    return this.phase === 'granted' && !this.on.gone.aborted;
  }

  /** Whether it can still be granted, or is. */
  isLiveOn(on: WatchedChannel): boolean {
    return this.on === on && !on.gone.aborted && this.phase !== 'ended';
  }

  /**
   * Resolves when the broker has agreed, or when it was cancelled meanwhile.
   *
   * @throws Error when the broker refuses, for instance with 404, does not answer in five seconds, or
   * ends it as it begins.
   */
  untilGranted(): Promise<void> {
    return this.granted;
  }

  /**
   * Asks the broker for no more deliveries and resolves when it has agreed. It also ends what was
   * only asked for: a channel answers in the order it was asked. Never rejects.
   */
  async cancel(): Promise<void> {
    this.phase = 'cancelled';
    try {
      // Throws at once, without a promise, when the channel is closed.
      await this.on.channel.cancel(this.request.tag);
    } catch {
      // The channel is gone, and what was asked for on it.
    }
  }

  private async ask(): Promise<void> {
    const { prefetch, queue, tag } = this.request;
    const { channel } = this.on;
    try {
      // Counts for the consumers that this channel begins from now on (RabbitMQ, "Consumer Prefetch").
      const agreed = Promise.all([
        channel.prefetch(prefetch),
        channel.consume(queue, (message) => this.receive(message), { consumerTag: tag }),
      ]);
      await withTimeout(agreed, DELIVERIES_WITHIN_MS);
    } catch (error) {
      if (this.phase === 'asked') this.phase = 'ended';
      throw error;
    }
    // The broker's word that the queue is gone can come right behind its consent.
    if (this.phase === 'ended') throw new Error('the broker ended the consumer at once');
    if (this.phase === 'asked') this.phase = 'granted';
  }

  private receive(message: ConsumeMessage | null): void {
    if (message !== null) return this.request.onDelivery(message, this.on);
    const wasGranted = this.phase === 'granted';
    if (this.phase !== 'cancelled') this.phase = 'ended';
    if (wasGranted) this.request.onEnded();
    // A delivery may follow, for which amqplib would close the connection. The broker requeues what was
    // open on a closed channel; without that RabbitMQ 4.3 suspends a consumer that has timed out.
    this.on.abandon();
  }
}

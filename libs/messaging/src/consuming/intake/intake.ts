import type { ConsumeMessage } from 'amqplib';
import type { DesiredState } from './desired-state';
import { Subscription } from '../../amqp/subscriptions/subscription';
import type { WatchedChannel } from '../../amqp/subscriptions/watch-channel';

/** The consumer whose deliveries come here. */
export interface IntakeHost {
  /** Names each subscription on the broker, with a number; unique in the process and between processes. */
  readonly tag: string;
  readonly queue: string;
  /** The broker has stopped sending. */
  lose(why: string): void;
}

/** The deliveries of one queue as they come, on the channel that is there. */
export class Intake {
  private on?: WatchedChannel;
  private subscription?: Subscription;
  private subscriptions = 0;

  constructor(
    private readonly host: IntakeHost,
    private readonly orders: Pick<DesiredState, 'pace'>,
    private readonly onDelivery: (message: ConsumeMessage, on: WatchedChannel) => void,
  ) {}

  /** The channel it is to come on, if there has been one; it may be gone. */
  get channel(): WatchedChannel | undefined {
    return this.on;
  }

  /** Names its subscription on the broker, if that has granted one. */
  get tag(): string | undefined {
    return this.subscription?.isGranted ? this.subscription.tag : undefined;
  }

  /** Whether its subscription, if it has one, holds no more and no fewer than it should now. */
  get isInPace(): boolean {
    return this.subscription === undefined || this.subscription.prefetch === this.orders.pace;
  }

  moveTo(on: WatchedChannel): void {
    this.on = on;
  }

  /**
   * Subscribes on this channel, unless it has. Resolves when the broker has agreed, or when it was ended
   * meanwhile.
   *
   * @throws Error when the broker refuses, for instance with 404, or ends it as it begins.
   */
  attach(on: WatchedChannel): Promise<void> {
    if (!this.subscription?.isLiveOn(on)) this.subscription = this.subscribe(on);
    return this.subscription.untilGranted();
  }

  /** Asks the broker for no more, and resolves when it has agreed. Never rejects. */
  async end(): Promise<void> {
    const ended = this.subscription;
    this.subscription = undefined;
    await ended?.cancel();
  }

  private subscribe(on: WatchedChannel): Subscription {
    const { queue, tag } = this.host;
    this.subscriptions += 1;
    return new Subscription(on, {
      queue,
      tag: `${tag}-${this.subscriptions}`,
      prefetch: this.orders.pace,
      onDelivery: this.onDelivery,
      onEnded: () => this.host.lose('the broker ended the consumer; attaching it again'),
    });
  }
}

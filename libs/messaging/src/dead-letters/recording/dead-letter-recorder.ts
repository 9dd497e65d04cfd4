import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Readiness, type CheckResult } from '@warren/platform';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { BrokerConnection } from '../../amqp/connection/broker-connection';
import { consumerTag } from '../../amqp/connection/name-connection';
import { settleWithin } from '../../async/settle-within';
import { OnlyQueue } from '../../amqp/subscriptions/only-queue';
import { Subscription } from '../../amqp/subscriptions/subscription';
import { watchChannel, type WatchedChannel } from '../../amqp/subscriptions/watch-channel';
import { aboutMessage } from '../../decoding/about-message';
import { Journal } from '../../journal/journal';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import { describeUndeliverable } from '../../unreadable/describe-counts';
import { DeadLetterWriter } from './dead-letter-writer';
import { StuckQueue } from '../../amqp/subscriptions/stuck-queue';
import { waitFor } from '../../async/wait-for';

/** Records on their way to the journal at once. */
const PREFETCH = 100;
const CANCEL_TIMEOUT_MS = 1_000;
const DRAIN_TIMEOUT_MS = 1_000;

/**
 * Takes what reaches the dead-letter queue, records it in the journal with its cause, and acks it
 * when the journal has it (I2, I7). While the journal is unavailable it holds what it has and
 * retries. It has a connection of its own, which restarts whenever the broker ends the consumer.
 *
 * A message that was recorded and not acked, because the process was killed between the two, is
 * recorded again under the same id.
 */
@Injectable()
export class DeadLetterRecorder implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeadLetterRecorder.name);
  private readonly queue: OnlyQueue;
  private readonly stuck: StuckQueue;
  private readonly connection: BrokerConnection;
  private readonly working = new Set<Promise<void>>();
  private on?: WatchedChannel;
  private subscription?: Subscription;
  private isStopping = false;

  constructor(
    @Inject(Journal) private readonly journal: Pick<Journal, 'ready'>,
    @Inject(ConfirmPublisher)
    private readonly publisher: Pick<
      ConfirmPublisher,
      'isBlocked' | 'isConnected' | 'restoreTopology' | 'whyUnavailable'
    >,
    private readonly writer: DeadLetterWriter,
    config: MessagingConfig,
    readiness: Readiness,
  ) {
    this.queue = new OnlyQueue(writer.queue, publisher);
    this.stuck = new StuckQueue(writer.queue, config);
    this.connection = new BrokerConnection({
      role: 'dead letters',
      settings: config,
      setUp: (connection, url) => this.attach(connection, url),
      onLost: () => (this.subscription = undefined),
      beforeReconnect: (signal) => this.stuck.free(signal),
    });
    readiness.register('dead letters', () => this.check());
  }

  /** Begins when all of the journal has been read, without waiting for it: its names depend on it. */
  onApplicationBootstrap(): void {
    void this.journal.ready('first').then(
      () => this.isStopping || this.connection.start(),
      // It is over before it began.
      () => undefined,
    );
  }

  /** Takes no more, waits a second for the records on their way, and closes: what is not acked stays. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await settleWithin(Promise.resolve(this.subscription?.cancel()), CANCEL_TIMEOUT_MS);
    await settleWithin(Promise.allSettled([...this.working]), DRAIN_TIMEOUT_MS);
    this.writer.stop();
    this.on?.settlement.flush();
    await this.connection.close();
  }

  /** The topology is made sure of first: the queue may be what was lost. */
  private async attach(connection: ChannelModel, url: string): Promise<void> {
    const gone = new AbortController();
    connection.once('close', () => gone.abort());
    this.stuck.watch(connection, url);
    await waitFor(() => this.publisher.isConnected, gone.signal);
    // A broker with an alarm would answer when it is over.
    if (!this.publisher.isBlocked) await this.publisher.restoreTopology();
    const channel = await connection.createChannel();
    const restart = (): void => void connection.close().catch(() => undefined);
    channel.on('error', (error: Error) =>
      this.logger.error(`the broker closed the channel: ${error.message}`),
    );
    channel.once('close', restart);
    this.on = watchChannel(channel);
    const { consumesOneByOne } = this.stuck;
    let received = 0;
    this.subscription = new Subscription(this.on, {
      queue: this.writer.queue,
      tag: consumerTag(this.writer.queue),
      prefetch: consumesOneByOne ? 1 : PREFETCH,
      onDelivery: (message, on) => {
        // Another process may have removed what was at fault.
        if (consumesOneByOne && (received += 1) > PREFETCH) restart();
        else this.take(message, on);
      },
      onEnded: () => {
        this.logger.warn('the broker ended the consumer of dead letters; it restarts');
        restart();
      },
    });
    await this.queue.untilGranted(this.subscription, connection);
  }

  private take(message: ConsumeMessage, on: WatchedChannel): void {
    on.settlement.take(message);
    const ack = (): void => on.settlement.ack(message);
    const recorded = this.writer.write(message, on.gone).then(ack);
    const work = recorded.catch((error: unknown) => {
      // Its channel is gone, or the process stops: the broker has it still.
      if (on.gone.aborted || this.isStopping) return;
      const details = aboutMessage(message, this.writer.queue);
      this.logger.error(
        { ...details, err: error },
        'a dead letter could not be recorded; it is kept',
      );
    });
    this.working.add(work);
    void work.finally(() => this.working.delete(work));
  }

  private check(): CheckResult {
    if (!this.subscription?.isGranted) return this.queue.checkDetached();
    const { stuckCount, unreadable } = this.writer;
    if (stuckCount > 0) {
      return { ok: false, detail: `dead letters that the journal does not take: ${stuckCount}` };
    }
    return {
      ok: true,
      detail: `attached${unreadable.describe()}${describeUndeliverable(this.stuck.removedCount)}`,
    };
  }
}

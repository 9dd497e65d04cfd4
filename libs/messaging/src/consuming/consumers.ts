import { randomUUID } from 'node:crypto';
import type { AmqpConnection } from '@golevelup/nestjs-rabbitmq';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Readiness, redactUrls, type CheckResult } from '@warren/platform';
import type { Channel } from 'amqplib';
import { closeWithin } from '../connection/close-within';
import { settleWithin } from '../connection/settle-within';
import { MessagingConfig } from '../messaging.config';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { attachConsumer } from './attach-consumer';
import { createConsumerConnection } from './consumer-connection';
import { DeliveryProcessor } from './delivery-processor';
import { HandlerFinder } from './handler-finder';
import { QueueConsumer } from './queue-consumer';
import { watchChannel, type WatchedChannel } from './watch-channel';

/** With DRAIN_TIMEOUT_MS between them, and what the publisher needs after, within SHUTDOWN_GRACE_MS. */
const CANCEL_TIMEOUT_MS = 1_000;
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * Runs the consumer of every queue: attaches it whenever there is a channel, attaches it again when
 * the broker takes it away, and stops all of them in order.
 */
@Injectable()
export class Consumers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Consumers.name);
  private consumers: readonly QueueConsumer[] = [];
  private connection?: AmqpConnection;

  constructor(
    private readonly finder: HandlerFinder,
    private readonly processor: DeliveryProcessor,
    private readonly publisher: ConfirmPublisher,
    private readonly config: MessagingConfig,
    readiness: Readiness,
  ) {
    readiness.register('consumers', () => this.check());
  }

  /**
   * Begins to consume as soon as the broker is there, without waiting for it.
   *
   * @throws HandlerMismatchError when handlers and queues do not fit.
   */
  async onApplicationBootstrap(): Promise<void> {
    const handlers = this.finder.findAll();
    const instance = randomUUID();
    this.consumers = handlers.map(
      (handler) =>
        new QueueConsumer(handler, `${handler.queue.name}-${instance}`, this.processor, (...lost) =>
          this.onLost(...lost),
        ),
    );
    this.connection = createConsumerConnection(
      this.config,
      handlers.map(({ queue }) => queue),
    );
    await this.connection.init();
    this.connection.managedConnection.on('connectFailed', ({ err }) =>
      this.logger.warn(`no connection to the broker; trying again: ${redactUrls(err.message)}`),
    );
    for (const consumer of this.consumers) {
      const channel = this.connection.managedChannels[consumer.queue];
      void channel?.addSetup((each: Channel) =>
        attachConsumer(consumer, watchChannel(each), this.publisher),
      );
    }
  }

  /** Cancels every consumer, waits for the handlers that run, and closes the connection. */
  async beforeApplicationShutdown(): Promise<void> {
    await settleWithin(
      Promise.all(this.consumers.map((consumer) => consumer.cancel())),
      CANCEL_TIMEOUT_MS,
    );
    const finished = await settleWithin(
      Promise.all(this.consumers.map((consumer) => consumer.idle())),
      this.config.drainTimeoutMs,
    );
    if (!finished)
      this.logger.warn('some handlers still run; the broker delivers their messages again');
    const managed = this.connection?.managedConnection;
    const open = managed?.connection;
    const closed = await settleWithin(Promise.resolve(managed?.close()), CLOSE_TIMEOUT_MS);
    if (!closed && open) await closeWithin(open, 0);
  }

  private check(): CheckResult {
    const detached = this.consumers.filter(({ state }) => state !== 'attached');
    if (this.consumers.length === 0 || detached.length > 0) {
      return {
        ok: false,
        detail: `not attached: ${detached.map(({ queue }) => queue).join(', ')}`,
      };
    }
    const { stuckCount } = this.processor;
    if (stuckCount > 0) {
      return {
        ok: false,
        detail: `deliveries whose consequence cannot be made safe: ${stuckCount}`,
      };
    }
    return { ok: true, detail: `${this.consumers.length} attached` };
  }

  private onLost(consumer: QueueConsumer, on: WatchedChannel): void {
    this.logger.warn(
      { queue: consumer.queue },
      'the broker ended the consumer; attaching it again',
    );
    void attachConsumer(consumer, on, this.publisher);
  }
}

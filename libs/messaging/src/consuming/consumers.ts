import type { AmqpConnection } from '@golevelup/nestjs-rabbitmq';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Readiness, redactUrls } from '@warren/platform';
import type { ChannelModel } from 'amqplib';
import { closeWithin } from '../amqp/connection/close-within';
import { guardProperties } from '../wire/guard-properties';
import { consumerTag } from '../amqp/connection/name-connection';
import { settleWithin } from '../async/settle-within';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { DeliveryProcessor } from './deliveries/delivery-processor';
import { HandlerFinder } from '../handlers/handler-finder';
import { Attacher } from './attacher';
import { checkConsumers } from './check-consumers';
import { ConsumerChannels } from './consumer-channels';
import { createConsumerConnection } from './consumer-connection';
import { ConsumerWatchdog } from './consumer-watchdog';
import { SerialQueue } from '../async/serial-queue';
import { QueueConsumer, SUSPECT_PATIENCE_MS } from './queue-consumer';

/** With DRAIN_TIMEOUT_MS between them, and what the publisher needs after, within SHUTDOWN_GRACE_MS. */
const CANCEL_TIMEOUT_MS = 1_000;
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * Runs the consumer of every queue: attaches it whenever there is a channel, attaches it again when
 * the broker takes it away, and stops all of them in order.
 */
@Injectable()
export class Consumers
  implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown
{
  private readonly logger = new Logger(Consumers.name);
  private readonly attacher: Attacher;
  private readonly channels: ConsumerChannels;
  private readonly watchdog = new ConsumerWatchdog(() => this.consumers);
  private readonly suspects = new SerialQueue(SUSPECT_PATIENCE_MS);
  private consumers: readonly QueueConsumer[] = [];
  private connection?: AmqpConnection;
  private stopped?: Promise<void>;
  /** It is configured to consume no queue: it does something else. */
  private hasNone = false;
  /** Whether it was logged that the journal takes no records. */
  private saysJournal = false;

  constructor(
    private readonly finder: HandlerFinder,
    private readonly processor: DeliveryProcessor,
    private readonly publisher: ConfirmPublisher,
    private readonly config: MessagingConfig,
    readiness: Readiness,
  ) {
    this.attacher = new Attacher(publisher, processor);
    this.channels = new ConsumerChannels(() => this.consumers, this.attacher, config);
    processor.watchJournal((isAway) => this.onJournal(isAway));
    readiness.register('consumers', () =>
      this.hasNone
        ? { ok: true, detail: 'none in this process' }
        : checkConsumers(this.consumers, processor.stuckCount, this.attacher.unavailable.names),
    );
  }

  /** One for every queue this process consumes. */
  get all(): readonly QueueConsumer[] {
    return this.consumers;
  }

  /** Why the queue cannot be consumed, if the consumer is detached for that. */
  whyUnavailable({ queue, state }: QueueConsumer): string | undefined {
    return state === 'detached' ? this.attacher.unavailable.get(queue) : undefined;
  }

  /**
   * Begins to consume as soon as the broker is there and it is known what was processed before,
   * without waiting for either.
   *
   * @throws HandlerMismatchError when handlers and queues do not fit.
   */
  async onApplicationBootstrap(): Promise<void> {
    const handlers = this.finder.findAll();
    this.hasNone = handlers.length === 0;
    if (this.hasNone) return;
    this.consumers = handlers.map(
      (handler) =>
        new QueueConsumer(
          handler,
          consumerTag(handler.queue.name),
          this.processor,
          (...lost) => this.attacher.attach(...lost),
          this.suspects,
        ),
    );
    this.connection = createConsumerConnection(this.config);
    await this.connection.init();
    const { managedConnection } = this.connection;
    managedConnection.on('connectFailed', ({ err }) =>
      this.logger.debug(`no connection to the broker; trying again: ${redactUrls(err.message)}`),
    );
    managedConnection.on('connect', ({ connection }: { connection: ChannelModel }) => {
      guardProperties(connection.connection);
      this.watchdog.watch(connection);
      this.channels.share(connection);
    });
  }

  /** Begins the stop, beside that of other parts of the application. */
  onModuleDestroy(): void {
    this.stopped ??= this.stop();
  }

  /** Cancels every consumer, waits for the handlers that run, and closes the connection. */
  async beforeApplicationShutdown(): Promise<void> {
    this.onModuleDestroy();
    await this.stopped;
  }

  private async stop(): Promise<void> {
    this.watchdog.stop();
    await settleWithin(
      Promise.all(this.consumers.map((consumer) => consumer.stop())),
      CANCEL_TIMEOUT_MS,
    );
    const finished = await settleWithin(
      Promise.all(this.consumers.map((consumer) => consumer.idle())),
      this.config.drainTimeoutMs,
    );
    if (!finished)
      this.logger.warn('some handlers still run; the broker delivers their messages again');
    await Promise.all([this.closeShared(), this.channels.stop()]);
    this.processor.stop();
  }

  private async closeShared(): Promise<void> {
    const managed = this.connection?.managedConnection;
    const open = managed?.connection;
    const closed = await settleWithin(Promise.resolve(managed?.close()), CLOSE_TIMEOUT_MS);
    if (!closed && open) await closeWithin(open, 0);
  }

  private onJournal(isAway: boolean): void {
    // Without a connection it cannot take any, and that has a line of its own.
    const isNews = isAway ? !this.saysJournal && this.publisher.isConnected : this.saysJournal;
    const [level, words] = isAway
      ? (['error', 'the journal takes no records: no handler begins until it does'] as const)
      : (['log', 'the journal takes records again: the consumers resume'] as const);
    if (isNews) this.logger[level](words);
    if (isNews) this.saysJournal = isAway;
    for (const consumer of this.consumers) consumer.hold(isAway);
  }
}

import { Logger } from '@nestjs/common';
import { headers as names, type Topology } from '@warren/model';
import type { CheckResult } from '@warren/platform';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { BrokerConnection } from '../../amqp/connection/broker-connection';
import { consumerTag } from '../../amqp/connection/name-connection';
import { unreadableOf } from '../../wire/guard-properties';
import { settleWithin } from '../../async/settle-within';
import { OnlyQueue } from '../../amqp/subscriptions/only-queue';
import { Subscription } from '../../amqp/subscriptions/subscription';
import { watchChannel, type WatchedChannel } from '../../amqp/subscriptions/watch-channel';
import { waitFor } from '../../async/wait-for';
import type { MessagingConfig } from '../../amqp/connection/messaging.config';
import type { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import { UnreadableMessages } from '../../unreadable/unreadable-messages';

const CANCEL_TIMEOUT_MS = 1_000;
const CLOSE_TIMEOUT_MS = 1_000;
/** Cancels that wait to be read; the oldest go first, and their commands are done in vain. */
const CANCELS_LIMIT = 10_000;

/** What becomes of what is consumed. */
export interface CommandListener {
  /** Resolves when the command may be acked; rejects when it is to be left to the broker. */
  onCommand(message: ConsumeMessage, gone: AbortSignal): Promise<void>;
  onCancel(messageId: string, deadline: number): void;
}

/**
 * Consumes the queue of commands, and hears of those that are taken back. It has a connection of its
 * own, which restarts whenever the broker ends one of the two.
 */
export class CommandConsumer {
  private readonly logger = new Logger(CommandConsumer.name);
  private readonly unreadable: UnreadableMessages;
  private readonly queue: OnlyQueue;
  private readonly connection: BrokerConnection;
  private readonly working = new Set<Promise<void>>();
  private on?: WatchedChannel;
  private subscription?: Subscription;
  private isStopping = false;

  constructor(
    private readonly topology: Topology,
    private readonly config: MessagingConfig,
    private readonly publisher: Pick<
      ConfirmPublisher,
      | 'isBlocked'
      | 'isConnected'
      | 'maxMessageBytes'
      | 'restoreTopology'
      | 'sendPatiently'
      | 'whyUnavailable'
    >,
    private readonly listener: CommandListener,
  ) {
    this.unreadable = new UnreadableMessages(publisher, topology);
    this.queue = new OnlyQueue(topology.commands.queue, publisher);
    this.connection = new BrokerConnection({
      role: 'commands',
      settings: config,
      setUp: (connection) => this.attach(connection),
      onLost: () => (this.subscription = undefined),
    });
  }

  /** Begins to consume as soon as the broker is there, without waiting for it. */
  start(): void {
    this.connection.start();
  }

  /** Asks for no more commands, begins none, and waits for those that run, up to the drain timeout. */
  async drain(): Promise<void> {
    this.isStopping = true;
    await settleWithin(Promise.resolve(this.subscription?.cancel()), CANCEL_TIMEOUT_MS);
    await settleWithin(Promise.all(this.working), this.config.drainTimeoutMs);
  }

  /** Closes: the broker gives what is not acked to another worker. */
  async close(): Promise<void> {
    this.isStopping = true;
    this.on?.settlement.flush();
    // amqplib writes the close of a connection ahead of what its channels still hold: acks would be lost.
    await settleWithin(
      Promise.resolve().then(() => this.on?.channel.close()),
      CLOSE_TIMEOUT_MS,
    );
    await this.connection.close();
  }

  /** Whether the broker sends commands (I13). */
  check(): CheckResult {
    if (this.isStopping) return { ok: false, detail: 'not attached' };
    if (!this.subscription?.isGranted) return this.queue.checkDetached();
    return { ok: true, detail: `attached${this.unreadable.describe()}` };
  }

  /** The topology is made sure of first: the queue may be what was lost. */
  private async attach(connection: ChannelModel): Promise<void> {
    const gone = new AbortController();
    connection.once('close', () => gone.abort());
    await waitFor(() => this.publisher.isConnected, gone.signal);
    // A broker with an alarm would answer when it is over.
    if (!this.publisher.isBlocked) await this.publisher.restoreTopology();
    const restart = (): void => void connection.close().catch(() => undefined);
    const open = async (): Promise<Channel> => {
      const channel = await connection.createChannel();
      channel.on('error', (error: Error) =>
        this.logger.error(`the broker closed the channel: ${error.message}`),
      );
      channel.once('close', restart);
      return channel;
    };
    // Cancels first, so that none is missed of a command that is taken.
    await this.hearCancels(await open(), restart);
    this.on = watchChannel(await open());
    this.subscription = new Subscription(this.on, {
      queue: this.topology.commands.queue,
      tag: consumerTag(this.topology.commands.queue),
      prefetch: this.topology.commands.prefetch,
      onDelivery: (message, on) => this.take(message, on),
      onEnded: () => {
        this.logger.warn('the broker ended the consumer of commands; it restarts');
        restart();
      },
    });
    await this.queue.untilGranted(this.subscription, connection);
  }

  /** Each process hears all of them, on a queue that goes with its connection. */
  private async hearCancels(channel: Channel, restart: () => void): Promise<void> {
    const { queue } = await channel.assertQueue('', {
      exclusive: true,
      durable: false,
      arguments: { 'x-max-length': CANCELS_LIMIT },
    });
    await channel.bindQueue(queue, this.topology.commands.cancels.name, '');
    const hear = (message: ConsumeMessage | null): void => {
      if (message === null) return restart();
      if (unreadableOf(message)) return this.logger.warn('a cancel cannot be read; passed over');
      const { correlationId, headers = {} } = message.properties as {
        correlationId?: unknown;
        headers?: Record<string, unknown>;
      };
      if (typeof correlationId !== 'string') return;
      const latest = Date.now() + this.topology.commands.longestMs;
      const sent = headers[names.deadline];
      const deadline = typeof sent === 'number' ? Math.min(sent, latest) : latest;
      this.listener.onCancel(correlationId, deadline);
    };
    await channel.consume(queue, hear, { noAck: true, consumerTag: consumerTag('cancels') });
  }

  private take(message: ConsumeMessage, on: WatchedChannel): void {
    on.settlement.take(message);
    if (this.isStopping) return;
    const work = this.handle(message, on.gone).then(
      () => on.settlement.ack(message),
      (error: unknown) => this.leave(error, message, on),
    );
    this.working.add(work);
    void work.finally(() => this.working.delete(work));
  }

  private handle(message: ConsumeMessage, gone: AbortSignal): Promise<void> {
    const properties = unreadableOf(message);
    if (properties === undefined) return this.listener.onCommand(message, gone);
    return this.unreadable.setAside(message, properties, this.topology.commands.queue, gone);
  }

  private leave(error: unknown, message: ConsumeMessage, on: WatchedChannel): void {
    if (this.isStopping || on.gone.aborted) return;
    const messageId = message.properties.messageId as unknown;
    this.logger.error({ messageId, err: error }, 'a command was given back to the broker');
    on.settlement.giveBack(message);
  }
}

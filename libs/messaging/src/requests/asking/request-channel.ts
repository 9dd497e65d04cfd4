import { Logger } from '@nestjs/common';
import type { CheckResult } from '@warren/platform';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { BrokerConnection } from '../../connection/broker-connection';
import { countConsumers } from '../../connection/count-consumers';
import { socketOf } from '../../connection/socket-of';
import type { MessagingConfig } from '../../messaging.config';
import { ConfirmWindow } from '../../publishing/confirm-window';
import { WriteGatherer } from '../../publishing/gather-writes';
import type { OutgoingMessage, SendOutcome } from '../../publishing/outgoing-message';
import { DIRECT_REPLY_QUEUE } from '../wire/reply-address';

/** Who is told what comes of the commands that were sent. */
export interface RequestListener {
  onAnswer(correlationId: unknown, body: Buffer): void;
  /** The channel is gone: no answer to what was sent on it can come any more. */
  onLost(): void;
}

/**
 * Sends commands and takes their answers, on one channel of a connection of its own: a direct reply
 * comes on the channel that the command went out on. Nothing is buffered.
 */
export class RequestChannel {
  private readonly logger = new Logger(RequestChannel.name);
  private readonly connection: BrokerConnection;
  private window?: ConfirmWindow;
  private counting?: Promise<number>;

  constructor(
    private readonly config: MessagingConfig,
    private readonly listener: RequestListener,
  ) {
    this.connection = new BrokerConnection({
      name: 'warren requests',
      urls: config.urls,
      heartbeatSeconds: config.heartbeatSeconds,
      setUp: (connection) => this.setUp(connection),
      onLost: () => this.lose(),
    });
  }

  start(): void {
    this.connection.start();
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  check(): CheckResult {
    const { state } = this.connection;
    return { ok: state === 'ready', detail: state };
  }

  /** Why nothing can be sent now, if so. */
  get refusal(): string | undefined {
    if (this.connection.state === 'blocked') {
      return 'the broker takes no messages now: it has a memory or disk alarm';
    }
    return this.window === undefined ? 'not connected to the broker' : undefined;
  }

  /**
   * How many consumers the queue has. Callers that ask while the broker is asked share its answer.
   *
   * @throws Error when the connection is lost first.
   */
  countConsumers(queue: string): Promise<number> {
    const { model } = this.connection;
    if (model === undefined) return Promise.reject(new Error('not connected to the broker'));
    this.counting ??= countConsumers(model, queue).finally(() => (this.counting = undefined));
    return this.counting;
  }

  /**
   * Sends, and resolves with what became of it.
   *
   * @throws Error when it cannot be sent: nothing was.
   */
  send(message: OutgoingMessage): Promise<SendOutcome> {
    if (this.window === undefined) throw new Error('not connected to the broker');
    return this.window.send(message);
  }

  private async setUp(connection: ChannelModel): Promise<void> {
    const channel = await connection.createConfirmChannel();
    const restart = (): void => void connection.close().catch(() => undefined);
    channel.on('error', (error: Error) =>
      this.logger.error(`the broker closed the channel: ${error.message}`),
    );
    channel.once('close', () => {
      this.lose();
      restart();
    });
    const receive = (message: ConsumeMessage | null): void => {
      if (message === null) restart();
      else this.listener.onAnswer(message.properties.correlationId, message.content);
    };
    await channel.consume(DIRECT_REPLY_QUEUE, receive, { noAck: true });
    const socket = socketOf(connection);
    this.window = new ConfirmWindow(
      channel,
      this.config.publishTimeoutMs,
      // The answer, or its deadline, says more.
      () => undefined,
      socket && new WriteGatherer(socket),
    );
  }

  private lose(): void {
    if (this.window === undefined) return;
    this.window = undefined;
    this.listener.onLost();
  }
}

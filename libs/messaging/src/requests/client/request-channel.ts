import { Logger } from '@nestjs/common';
import type { CheckResult } from '@warren/platform';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { countConsumers } from '../../amqp/asking/ask-queue';
import { unreadableOf } from '../../wire/guard-properties';
import type { MessagingConfig } from '../../amqp/connection/messaging.config';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';
import { ConfirmConnection } from '../../amqp/confirms/confirm-connection';
import { DIRECT_REPLY_QUEUE } from '../../wire/property-bytes';

/** Receives the outcomes of the commands that were sent. */
export interface RequestListener {
  onAnswer(correlationId: unknown, body: Buffer): void;
  /** The channel is lost, and with it the answers to the commands that were sent on it. */
  onLost(): void;
}

/**
 * Sends commands and takes their answers, on one channel of a connection of its own: a direct reply
 * comes on the channel that the command went out on.
 */
export class RequestChannel {
  private readonly logger = new Logger(RequestChannel.name);
  private readonly connection: ConfirmConnection;
  private counting?: Promise<number>;
  private unreadableCount = 0;

  constructor(
    config: MessagingConfig,
    private readonly listener: RequestListener,
  ) {
    this.connection = new ConfirmConnection(config, {
      role: 'requests',
      setUp: (channel, restart) => this.consumeReplies(channel, restart),
      onLost: () => listener.onLost(),
    });
  }

  start(): void {
    this.connection.start();
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  check(): CheckResult {
    const { detail, ok } = this.connection.check();
    const count = this.unreadableCount;
    return {
      ok,
      detail: count === 0 ? detail : `${detail}; answers that cannot be read: ${count}`,
    };
  }

  /** Why nothing can be sent now, if so. */
  get refusal(): string | undefined {
    return this.connection.refusal;
  }

  /**
   * How many consumers the queue has. Callers that ask while the broker is asked share its answer.
   *
   * @throws Error when the connection is lost first.
   */
  async countConsumers(queue: string): Promise<number> {
    const { model } = this.connection;
    if (model === undefined) throw new Error('not connected to the broker');
    this.counting ??= countConsumers(model, queue).finally(() => (this.counting = undefined));
    return this.counting;
  }

  /** As `ConfirmConnection.send`. */
  send(message: OutgoingMessage): Promise<SendOutcome> {
    return this.connection.send(message);
  }

  private async consumeReplies(channel: ConfirmChannel, restart: () => void): Promise<void> {
    const receive = (message: ConsumeMessage | null): void => {
      if (message === null) restart();
      else if (unreadableOf(message)) this.pass();
      else this.listener.onAnswer(message.properties.correlationId, message.content);
    };
    await channel.consume(DIRECT_REPLY_QUEUE, receive, { noAck: true });
  }

  /** No worker of ours writes such an answer: the caller keeps waiting for the true one. */
  private pass(): void {
    this.unreadableCount += 1;
    this.logger.warn('an answer cannot be read; passed over');
  }
}

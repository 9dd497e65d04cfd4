import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Lifecycle, Readiness } from '@warren/platform';
import type { ChannelModel } from 'amqplib';
import { BrokerConnection } from '../connection/broker-connection';
import { settleWithin } from '../connection/settle-within';
import { MessagingConfig } from '../messaging.config';
import { TopologyKeeper } from '../topology/topology-keeper';
import { TopologyMismatchError } from '../topology/topology-mismatch.error';
import { ConfirmWindow } from './confirm-window';
import type { OutgoingMessage } from './outgoing-message';
import { RefusedError, UnknownOutcomeError, UnroutableError } from './publish-errors';

/**
 * Sends messages and tells the truth about each. It has a connection of its own, since one bad
 * publish makes the broker close the connection it came on. Nothing is buffered: away from the
 * broker, or with the window full, a publish is refused at once.
 */
@Injectable()
export class ConfirmPublisher implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ConfirmPublisher.name);
  private readonly connection: BrokerConnection;
  private window?: ConfirmWindow;

  constructor(
    private readonly config: MessagingConfig,
    private readonly topology: TopologyKeeper,
    private readonly lifecycle: Lifecycle,
    readiness: Readiness,
  ) {
    this.connection = new BrokerConnection({
      name: 'warren publisher',
      urls: config.urls,
      heartbeatSeconds: config.heartbeatSeconds,
      setUp: (connection) => this.setUp(connection),
      onLost: () => (this.window = undefined),
    });
    readiness.register('broker', () => {
      const { state } = this.connection;
      return { ok: state === 'ready', detail: state };
    });
    readiness.register('topology', () => ({
      ok: topology.isInPlace,
      detail: topology.isInPlace ? 'in place' : 'not in place yet',
    }));
  }

  /** Begins to connect; does not wait, so that an app starts without its broker. */
  onApplicationBootstrap(): void {
    this.connection.start();
  }

  /** Waits for the answers still due, up to the publish timeout, and closes the connection. */
  async onApplicationShutdown(): Promise<void> {
    if (this.window) await settleWithin(this.window.drained(), this.config.publishTimeoutMs);
    await this.connection.close();
  }

  /**
   * Resolves when a queue has the message (`mandatory` and confirmed).
   *
   * @throws UnroutableError when no queue is bound for it.
   * @throws RefusedError when it was not sent, or the broker did not keep it: safe to send again.
   * @throws UnknownOutcomeError when it was sent and no answer came in time.
   */
  async send(message: OutgoingMessage): Promise<void> {
    const { messageId } = message.properties;
    const outcome = await this.hand(message);
    switch (outcome.kind) {
      case 'confirmed':
        return;
      case 'unroutable':
        throw new UnroutableError(messageId, message.exchange, message.routingKey);
      case 'refused':
        throw new RefusedError(messageId, outcome.reason);
      case 'unknown':
        throw new UnknownOutcomeError(messageId, outcome.reason);
    }
  }

  /** Whether there is a connection to send on; a send may be refused all the same. */
  get isConnected(): boolean {
    return this.connection.model !== undefined;
  }

  /** Brings the topology about again, over this connection, when something on the broker was lost. */
  async restoreTopology(): Promise<void> {
    if (!this.connection.model) throw new Error('not connected to the broker');
    await this.topology.ensure(this.connection.model);
  }

  private hand(message: OutgoingMessage): ReturnType<ConfirmWindow['send']> {
    const { messageId } = message.properties;
    if (this.connection.state === 'blocked') {
      throw new RefusedError(
        messageId,
        'the broker takes no messages now: it has a memory or disk alarm',
      );
    }
    if (this.window === undefined) throw new RefusedError(messageId, 'not connected to the broker');
    if (this.window.size >= this.config.publishWindow) {
      throw new RefusedError(messageId, 'too many messages already wait for the broker');
    }
    try {
      return this.window.send(message, this.config.publishTimeoutMs);
    } catch (error) {
      throw new RefusedError(messageId, 'the message could not be sent', { cause: error });
    }
  }

  private async setUp(connection: ChannelModel): Promise<void> {
    try {
      await this.topology.ensure(connection);
    } catch (error) {
      if (error instanceof TopologyMismatchError) this.lifecycle.fail(error);
      throw error;
    }
    const channel = await connection.createConfirmChannel();
    // A channel is closed for a fault of ours (an exchange that is gone, say). Its errors are logged
    // and the connection begins anew, since a closed channel cannot be used again.
    channel.on('error', (error: Error) =>
      this.logger.error(`the broker closed the channel: ${error.message}`),
    );
    channel.on('close', () => {
      this.window = undefined;
      void connection.close().catch(() => undefined);
    });
    this.window = new ConfirmWindow(channel, (messageId, outcome) =>
      this.logger.warn({ messageId, outcome }, 'the broker answered after the deadline'),
    );
  }
}

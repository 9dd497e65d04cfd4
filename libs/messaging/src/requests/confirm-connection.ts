import { Logger } from '@nestjs/common';
import type { CheckResult } from '@warren/platform';
import { IllegalOperationError, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { BrokerConnection } from '../connection/broker-connection';
import { socketOf } from '../connection/socket-of';
import type { MessagingConfig } from '../messaging.config';
import { ConfirmWindow } from '../publishing/confirm-window';
import { WriteGatherer } from '../publishing/gather-writes';
import type { OutgoingMessage, SendOutcome } from '../publishing/outgoing-message';

const NOT_CONNECTED = 'not connected to the broker';

export interface ConfirmConnectionOptions {
  /** Shown in the broker's list of connections. */
  readonly name: string;
  /**
   * Run on the channel of every new connection before it is sent on. `restart` begins the connection
   * anew.
   */
  readonly setUp?: (channel: ConfirmChannel, restart: () => void) => Promise<void>;
  /** Told when a channel that was sent on is gone. */
  readonly onLost?: () => void;
}

/** A connection with one confirm channel, kept up. It buffers nothing and declares nothing. */
export class ConfirmConnection {
  private readonly logger = new Logger(ConfirmConnection.name);
  private readonly connection: BrokerConnection;
  private window?: ConfirmWindow;

  constructor(
    private readonly config: MessagingConfig,
    private readonly options: ConfirmConnectionOptions,
  ) {
    this.connection = new BrokerConnection({
      name: options.name,
      urls: config.urls,
      heartbeatSeconds: config.heartbeatSeconds,
      setUp: (connection) => this.setUp(connection),
      onLost: () => this.lose(),
    });
  }

  /** Begins to connect and returns at once. */
  start(): void {
    this.connection.start();
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /** The live connection, if it is set up. */
  get model(): ChannelModel | undefined {
    return this.connection.model;
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
    return this.window === undefined ? NOT_CONNECTED : undefined;
  }

  /**
   * Sends, and resolves with what became of it, by the publish timeout at the latest.
   *
   * Rejects with the error of amqplib when AMQP cannot carry the message: nothing was sent.
   */
  async send(message: OutgoingMessage): Promise<SendOutcome> {
    const { refusal } = this;
    if (refusal !== undefined || this.window === undefined) {
      return { kind: 'refused', reason: refusal ?? NOT_CONNECTED };
    }
    try {
      return await this.window.send(message);
    } catch (error) {
      // It closes, and the window will be told in a moment.
      if (error instanceof IllegalOperationError) return { kind: 'refused', reason: NOT_CONNECTED };
      throw error;
    }
  }

  private async setUp(connection: ChannelModel): Promise<void> {
    const channel = await connection.createConfirmChannel();
    const restart = (): void => void connection.close().catch(() => undefined);
    channel.on('error', (error: Error) =>
      this.logger.error(`${this.options.name}: the broker closed the channel: ${error.message}`),
    );
    channel.once('close', () => {
      this.lose();
      restart();
    });
    await this.options.setUp?.(channel, restart);
    const socket = socketOf(connection);
    this.window = new ConfirmWindow(
      channel,
      this.config.publishTimeoutMs,
      () => undefined,
      socket && new WriteGatherer(socket),
    );
  }

  private lose(): void {
    if (this.window === undefined) return;
    this.window = undefined;
    this.options.onLost?.();
  }
}

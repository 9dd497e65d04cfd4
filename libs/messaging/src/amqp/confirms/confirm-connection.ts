import { Logger } from '@nestjs/common';
import type { CheckResult } from '@warren/platform';
import { IllegalOperationError, type ChannelModel } from 'amqplib';
import { BrokerConnection } from '../connection/broker-connection';
import { closeWithin } from '../connection/close-within';
import type { MessagingConfig } from '../connection/messaging.config';
import { probeForAlarm } from './alarm-probe';
import { BrokerLimits } from './broker-limits';
import type { ConfirmConnectionOptions } from './confirm-connection-options';
import { ConfirmWindow } from './confirm-window';
import { MessageWriter } from './message-writer';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';
import { outlastSilence } from './outlast-silence';

const NOT_CONNECTED = 'not connected to the broker';
const SILENT = 'the broker confirms nothing now';
const CLOSE_WITHIN_MS = 1_000;
/** Of the window, for senders that can wait for room. */
const PATIENT_SHARE = 0.9;

/**
 * A connection with one confirm channel, kept up. It buffers nothing and declares nothing: away from
 * the broker, or with the window full, a message is refused at once.
 */
export class ConfirmConnection {
  private readonly logger = new Logger(ConfirmConnection.name);
  private readonly connection: BrokerConnection;
  private readonly limits: BrokerLimits;
  private window?: ConfirmWindow;
  /** Nothing was confirmed on the last connection when it ended. */
  private wasSilent = false;
  private isLeaving = false;

  constructor(
    private readonly config: MessagingConfig,
    private readonly options: ConfirmConnectionOptions,
  ) {
    this.limits = new BrokerLimits(config.maxMessageBytes);
    this.connection = new BrokerConnection({
      role: options.role,
      settings: config,
      isPrimary: options.isPrimary,
      setUp: (connection, url) => this.setUp(connection, url),
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

  /** Whether the broker takes no messages on it now: it reads nothing there, not even a declaration. */
  get isBlocked(): boolean {
    return this.connection.state === 'blocked';
  }

  /** The largest body that is sent, in bytes. */
  get maxMessageBytes(): number {
    return this.limits.maxMessageBytes;
  }

  check(): CheckResult {
    const { state } = this.connection;
    if (this.isSilent && state === 'ready') return { ok: false, detail: SILENT };
    return { ok: state === 'ready', detail: state };
  }

  /** Why nothing can be sent now, if so. */
  get refusal(): string | undefined {
    if (this.isBlocked) return 'the broker takes no messages now: it has a memory or disk alarm';
    if (this.window === undefined) return NOT_CONNECTED;
    if (this.isLeaving) return 'the connection to the broker is being replaced';
    if (this.isSilent && this.window.waitingCount > 0) return SILENT;
    return this.isFullBy(1) ? 'too many messages already wait for the broker' : undefined;
  }

  /**
   * Sends, and resolves with what became of it, by the publish timeout at the latest.
   *
   * @throws TypeError or RangeError, at once, when AMQP cannot carry the message, MessageTooLargeError
   * when the broker would not take it: nothing was sent.
   */
  send(message: OutgoingMessage): Promise<SendOutcome> {
    this.limits.check(message);
    const reason = this.limits.whyForbidden(message);
    if (reason !== undefined)
      return Promise.resolve({ kind: 'refused', reason, isForbidden: true });
    const { refusal } = this;
    if (refusal !== undefined || this.window === undefined) {
      return Promise.resolve({ kind: 'refused', reason: refusal ?? NOT_CONNECTED });
    }
    try {
      return this.window.send(message);
    } catch (error) {
      if (!(error instanceof IllegalOperationError)) throw error;
      // It closes, and the window learns of it in a moment.
      return Promise.resolve({ kind: 'refused', reason: NOT_CONNECTED });
    }
  }

  /**
   * Resolves when there is room in the window for a sender that can wait; `undefined` when there is. The
   * last tenth is left to those that cannot, and are refused.
   */
  untilRoom(): Promise<void> | undefined {
    return this.isFullBy(PATIENT_SHARE) ? this.waitForRoom() : undefined;
  }

  /** Resolves when every publish has its answer. */
  async drained(): Promise<void> {
    await this.window?.drained();
  }

  private get isSilent(): boolean {
    return this.options.probe !== undefined && this.window?.isSilent === true;
  }

  private isFullBy(share: number): boolean {
    return this.window !== undefined && this.window.size >= share * this.config.publishWindow;
  }

  private async waitForRoom(): Promise<void> {
    while (this.isFullBy(PATIENT_SHARE)) await this.window?.oneSettled();
  }

  private async setUp(connection: ChannelModel, url: string): Promise<void> {
    const { onLate = () => undefined, prepare, role, setUp } = this.options;
    this.limits.readVersion(connection.connection.serverProperties.version);
    await prepare?.(url);
    const channel = await connection.createConfirmChannel();
    const restart = (): void => void connection.close().catch(() => undefined);
    // A channel is closed for a fault of ours (an exchange that is gone, say). Its errors are logged
    // and the connection is replaced, since a closed channel cannot be used again.
    channel.on('error', (error: Error) => {
      this.limits.learn(error.message);
      this.logger.error(`${role}: the broker closed the channel: ${error.message}`);
    });
    channel.once('close', () => {
      this.lose();
      restart();
    });
    await setUp?.(channel, restart);
    await probeForAlarm(connection, () => this.isBlocked);
    const writer = new MessageWriter(channel);
    const { publishTimeoutMs } = this.config;
    const window = new ConfirmWindow(channel, writer, publishTimeoutMs, onLate, () => {
      if (this.isSilent) void this.watchSilence(connection, window);
    });
    this.window = window;
    if (this.wasSilent) window.expectSilence();
  }

  private async watchSilence(connection: ChannelModel, window: ConfirmWindow): Promise<void> {
    const { probe, role } = this.options;
    if (!probe) return;
    if (!this.wasSilent)
      this.logger.warn(`${role}: ${SILENT}: publishes are refused until it does`);
    const silent = {
      window,
      isGone: () => this.window !== window,
      isBlocked: () => this.isBlocked,
      sendProbe: () => this.send(probe()),
      onConfirmed: () => {
        this.wasSilent = false;
        this.logger.log(`${role}: the broker confirms publishes again`);
      },
      refuseAll: () => (this.isLeaving = true),
    };
    const isReplaced = await outlastSilence(silent, this.config.publishTimeoutMs);
    if (isReplaced) await closeWithin(connection, CLOSE_WITHIN_MS);
  }

  private lose(): void {
    if (this.window === undefined) return;
    this.wasSilent = this.isSilent;
    this.window = undefined;
    this.isLeaving = false;
    this.options.onLost?.();
  }
}

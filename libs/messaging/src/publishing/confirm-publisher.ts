import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Lifecycle, ProblemError, Readiness } from '@warren/platform';
import { IllegalOperationError, type ChannelModel } from 'amqplib';
import { BrokerConnection } from '../connection/broker-connection';
import { settleWithin } from '../connection/settle-within';
import { socketOf } from '../connection/socket-of';
import { MessagingConfig } from '../messaging.config';
import { TopologyKeeper } from '../topology/topology-keeper';
import { TopologyMismatchError } from '../topology/topology-mismatch.error';
import { askDepth } from './ask-depth';
import { ConfirmWindow } from './confirm-window';
import { WriteGatherer } from './gather-writes';
import type { OutgoingMessage, SendOutcome } from './outgoing-message';
import { PatientLine } from './patient-line';

const NOT_CONNECTED = 'not connected to the broker';
const DEPTH_WITHIN_MS = 2_000;

/**
 * Sends messages and tells the truth about each. It has a connection of its own, since one bad
 * publish makes the broker close the connection it came on. Nothing is buffered: away from the
 * broker, or with the window full, a publish is refused at once.
 */
@Injectable()
export class ConfirmPublisher implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ConfirmPublisher.name);
  private readonly connection: BrokerConnection;
  private readonly line: PatientLine;
  private window?: ConfirmWindow;

  constructor(
    private readonly config: MessagingConfig,
    private readonly topology: TopologyKeeper,
    private readonly lifecycle: Lifecycle,
    readiness: Readiness,
  ) {
    this.line = new PatientLine(this, config.publishTimeoutMs);
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
   * Sends the message and resolves with what became of it, by the publish timeout at the latest.
   * The broker is asked to give back what no queue wants only if `mandatory` is set.
   *
   * Rejects with ProblemError `invalid_request` when AMQP cannot carry one of the properties.
   */
  send(message: OutgoingMessage): Promise<SendOutcome> {
    const { refusal } = this;
    if (refusal !== undefined || this.window === undefined) {
      return Promise.resolve({ kind: 'refused', reason: refusal ?? NOT_CONNECTED });
    }
    try {
      return this.window.send(message);
    } catch (error) {
      // It closes, and the window will be told in a moment.
      if (error instanceof IllegalOperationError) {
        return Promise.resolve({ kind: 'refused', reason: NOT_CONNECTED });
      }
      const reason = error instanceof Error ? error.message : String(error);
      return Promise.reject(
        new ProblemError('invalid_request', `the message cannot be sent: ${reason}`),
      );
    }
  }

  /**
   * Resolves when a message would not be refused for want of room: for a sender that would rather
   * wait than be told. `undefined` when it would not now, or for another reason.
   */
  untilRoom(): Promise<void> | undefined {
    return this.isFull ? this.waitForRoom() : undefined;
  }

  /**
   * As `send`, but while the window is full it waits its turn, up to the publish timeout, and is
   * refused only then. So it is settled by twice that time.
   */
  sendPatiently(message: OutgoingMessage): Promise<SendOutcome> {
    return this.isBlocked ? this.send(message) : this.line.send(message);
  }

  /** Whether there is a connection to send on; a send may be refused all the same. */
  get isConnected(): boolean {
    return this.connection.model !== undefined;
  }

  /** Whether the broker takes no messages on it now: it reads nothing there, not even a declaration. */
  get isBlocked(): boolean {
    return this.connection.state === 'blocked';
  }

  /** Brings the topology about again, over this connection, when something on the broker was lost. */
  async restoreTopology(): Promise<void> {
    if (!this.connection.model) throw new Error('not connected to the broker');
    await this.ensureTopology(this.connection.model);
  }

  /**
   * How many messages wait in a queue, as the broker says; those that a consumer holds do not count.
   * Undefined when it does not say within two seconds, or there is no such queue.
   */
  async depthOf(queue: string): Promise<number | undefined> {
    if (!this.connection.model || this.isBlocked) return undefined;
    const asked = askDepth(this.connection.model, queue);
    const isAnswered = await settleWithin(asked, DEPTH_WITHIN_MS);
    return isAnswered ? asked : undefined;
  }

  private get isFull(): boolean {
    return this.window !== undefined && this.window.size >= this.config.publishWindow;
  }

  private async waitForRoom(): Promise<void> {
    while (this.isFull) await this.window?.oneSettled();
  }

  /** Why nothing can be sent now, if so. */
  get refusal(): string | undefined {
    if (this.isBlocked) {
      return 'the broker takes no messages now: it has a memory or disk alarm';
    }
    if (this.window === undefined) return NOT_CONNECTED;
    return this.isFull ? 'too many messages already wait for the broker' : undefined;
  }

  private async setUp(connection: ChannelModel): Promise<void> {
    await this.ensureTopology(connection);
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
    const socket = socketOf(connection);
    this.window = new ConfirmWindow(
      channel,
      this.config.publishTimeoutMs,
      (messageId, outcome) =>
        this.logger.warn({ messageId, outcome }, 'the broker answered after the deadline'),
      socket && new WriteGatherer(socket),
    );
  }

  /** A process cannot do its work on a broker that contradicts its topology: it ends. */
  private async ensureTopology(connection: ChannelModel): Promise<void> {
    try {
      await this.topology.ensure(connection);
    } catch (error) {
      if (error instanceof TopologyMismatchError) this.lifecycle.fail(error);
      throw error;
    }
  }
}

import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ChannelModel } from 'amqplib';
import type { BrokerSettings } from './messaging.config';
import { withTimeout } from '../../async/with-timeout';
import { isBrokerFault } from './broker-fault';
import { closeWithin } from './close-within';
import { ConnectionLog } from './connection-log';
import { openConnection } from './open-connection';
import { reconnectDelayMs } from './reconnect-delay';
import { abortable } from '../../async/abortable';

/** Where a connection stands. `blocked`: the broker takes no publishes (a memory or disk alarm). */
export type ConnectionState = 'connecting' | 'ready' | 'blocked' | 'closed';

export interface BrokerConnectionOptions {
  /** What it is for, in the log and the broker's list of connections. */
  readonly role: string;
  /** Its URLs are the nodes of one cluster; they are tried in turn. */
  readonly settings: BrokerSettings;
  /**
   * Stands for its process in the log: the loss and the return of its connection are a line each. Those
   * of the others are at `debug`, since a broker that goes takes all of them along.
   */
  readonly isPrimary?: boolean;
  /**
   * Run on every new connection before it counts as ready, with the URL of its node. A failure drops
   * the connection, and so do 15 seconds.
   */
  readonly setUp: (connection: ChannelModel, url: string) => Promise<void>;
  /** Called when a connection that was set up is lost. */
  readonly onLost: () => void;
  /**
   * Called before each attempt to connect again. May delete messages that the broker cannot hand over.
   * Must end soon after the signal, which says that the connection is closed for good.
   *
   * @returns whether the last connection brought its work on, however short it was: then the next one
   * begins without a pause.
   */
  readonly beforeReconnect?: (signal: AbortSignal) => Promise<boolean>;
}

const SET_UP_TIMEOUT_MS = 15_000;
/** A set-up that takes longer says so. */
const SET_UP_QUIET_MS = 3_000;
const CLOSE_TIMEOUT_MS = 1_000;
/** How long a connection must have lasted for the next one to begin without a longer wait. */
const STABLE_AFTER_MS = 10_000;

/**
 * One AMQP connection that is kept up: it connects, sets up, and when it is lost connects again
 * with backoff and jitter, for ever, over all nodes. It never throws and buffers nothing.
 */
export class BrokerConnection {
  private readonly logger = new Logger(BrokerConnection.name);
  private readonly log: ConnectionLog;
  private readonly stopping = new AbortController();
  private current?: ChannelModel;
  private running?: Promise<void>;
  private currentState: ConnectionState = 'connecting';

  constructor(private readonly options: BrokerConnectionOptions) {
    this.log = new ConnectionLog(this.logger, options);
  }

  get state(): ConnectionState {
    return this.currentState;
  }

  /** The live connection, if it is set up. */
  get model(): ChannelModel | undefined {
    return this.currentState === 'ready' || this.currentState === 'blocked'
      ? this.current
      : undefined;
  }

  /** Begins to connect and returns at once. */
  start(): void {
    this.running ??= this.keepConnected();
  }

  /** Closes for good, within about a second also when the broker does not answer. */
  async close(): Promise<void> {
    this.currentState = 'closed';
    this.stopping.abort();
    if (this.current) await closeWithin(this.current, CLOSE_TIMEOUT_MS);
    await this.running;
  }

  private async keepConnected(): Promise<void> {
    // Each process begins at another node, so that a cluster's first node does not get them all.
    const { urls } = this.options.settings;
    let node = Math.floor(Math.random() * urls.length);
    let attempt = 0;
    while (!this.stopping.signal.aborted) {
      const url = urls[node++ % urls.length] as string;
      const startedAt = Date.now();
      try {
        await this.serve(await abortable(this.open(url), this.stopping.signal), url);
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.log.lost(url, error);
      }
      if (await this.beforeReconnect()) {
        attempt = 0;
        continue;
      }
      // A connection that never lasts (a permission that is missing, say) must not be a storm of them.
      attempt = Date.now() - startedAt > STABLE_AFTER_MS ? 1 : attempt + 1;
      await wait(reconnectDelayMs(attempt, Math.random()), undefined, {
        signal: this.stopping.signal,
      }).catch(() => undefined);
    }
  }

  /** False when it is closed for good. */
  private async beforeReconnect(): Promise<boolean> {
    const { signal } = this.stopping;
    // By then all is seen that came on the connection.
    await nextTurn();
    if (signal.aborted || !this.options.beforeReconnect) return false;
    return this.options.beforeReconnect(signal).catch(() => false);
  }

  private async open(url: string): Promise<ChannelModel> {
    const { role, settings } = this.options;
    const connection = await openConnection(url, role, settings, (error) => {
      // A broker that starts or stops has such faults too.
      const isNews =
        isBrokerFault(error) &&
        this.currentState !== 'connecting' &&
        // Who passes over what is at fault says so.
        !this.options.beforeReconnect;
      this.logger[isNews ? 'warn' : 'debug'](`${role}: ${error.message}`);
    });
    // It came too late: the keeper has stopped.
    if (this.stopping.signal.aborted) await closeWithin(connection, CLOSE_TIMEOUT_MS);
    return connection;
  }

  /** Sets the connection up and resolves when it is lost; rejects when it cannot be set up. */
  private async serve(connection: ChannelModel, url: string): Promise<void> {
    this.current = connection;
    const lost = new Promise<void>((resolve) => connection.once('close', () => resolve()));
    connection.on('blocked', (reason: string) => this.block(reason));
    connection.on('unblocked', () => this.unblock());
    try {
      const setUp = Promise.race([this.setUp(connection, url), lost.then(failBecauseLost)]);
      await abortable(setUp, this.stopping.signal);
      if (this.currentState === 'connecting') this.currentState = 'ready';
      this.log.connected();
      await abortable(lost, this.stopping.signal);
      this.options.onLost();
      if (!this.stopping.signal.aborted) this.log.lost(url, 'connection lost');
    } finally {
      this.current = undefined;
      if (!this.stopping.signal.aborted) this.currentState = 'connecting';
      await closeWithin(connection, CLOSE_TIMEOUT_MS);
    }
  }

  /** Does not wait in silence, nor for ever. */
  private async setUp(connection: ChannelModel, url: string): Promise<void> {
    const { isPrimary, role, setUp } = this.options;
    const words = `${role}: connected; still waiting for the broker to declare what it needs`;
    const timer = setTimeout(
      () => this.logger[isPrimary ? 'warn' : 'debug'](words),
      SET_UP_QUIET_MS,
    );
    try {
      await withTimeout(setUp(connection, url), SET_UP_TIMEOUT_MS);
    } finally {
      clearTimeout(timer);
    }
  }

  private block(reason: string): void {
    if (this.currentState !== 'closed') this.currentState = 'blocked';
    this.logger.warn(`${this.options.role}: the broker blocks publishing: ${reason}`);
  }

  private unblock(): void {
    if (this.currentState === 'blocked') this.currentState = 'ready';
    this.logger.log(`${this.options.role}: the broker takes publishes again`);
  }
}

function failBecauseLost(): never {
  throw new Error('the connection was lost while it was being set up');
}

import { Logger } from '@nestjs/common';
import type { ChannelModel } from 'amqplib';
import type { BrokerSettings } from './messaging.config';
import { isBrokerFault } from './broker-fault';
import { closeWithin } from './close-within';
import { openConnection } from './open-connection';

const CLOSE_TIMEOUT_MS = 1_000;

/**
 * A connection beside the one that does the work, for requests that a broker may answer by closing
 * the connection they came on. It is opened when it is needed, and again after it was lost; it never
 * tries again by itself.
 */
export class SideConnection {
  private readonly logger = new Logger(SideConnection.name);
  private url?: string;
  private current?: Promise<ChannelModel>;
  private readonly faults = new WeakMap<ChannelModel, () => Error | undefined>();

  /** @param role what it is for, in the log and the broker's list of connections. */
  constructor(
    private readonly role: string,
    private readonly settings: Pick<BrokerSettings, 'app' | 'heartbeatSeconds'>,
  ) {}

  /** The node it goes to from now on: the one before may be frozen, and so what was asked there. */
  moveTo(url: string): void {
    this.drop();
    this.url = url;
  }

  /** @throws Error when there is no node to go to, or it does not take the connection. */
  open(): Promise<ChannelModel> {
    if (this.url === undefined) return Promise.reject(new Error('not connected to the broker'));
    if (this.current) return this.current;
    let fault: Error | undefined;
    const opening = openConnection(this.url, this.role, this.settings, (error) => {
      this.logger.debug(`${this.role}: ${error.message}`);
      if (isBrokerFault(error)) fault = error;
    });
    this.current = opening;
    const forget = (): void => {
      if (this.current === opening) this.current = undefined;
    };
    opening.then((connection) => {
      this.faults.set(connection, () => fault);
      connection.once('close', forget);
    }, forget);
    return opening;
  }

  /** With which fault of its own the broker closed this connection, if it did. */
  faultOf(connection: ChannelModel): Error | undefined {
    return this.faults.get(connection)?.();
  }

  /** The next request opens another. Does not wait. */
  drop(): void {
    void this.close();
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const closing = this.current;
    this.current = undefined;
    await closing
      ?.then((connection) => closeWithin(connection, CLOSE_TIMEOUT_MS))
      .catch(() => undefined);
  }
}

import { Logger } from '@nestjs/common';
import type { ChannelModel } from 'amqplib';
import { isBrokerFault } from '../connection/broker-fault';
import { freeQueue } from './free-queue';
import type { BrokerSettings } from '../connection/messaging.config';

/** Frees a queue whose delivery limit is out of reach from messages that the broker cannot hand over. */
export class StuckQueue {
  private readonly logger = new Logger(StuckQueue.name);
  /** The node that closed the connection for a fault of its own. */
  private faultyUrl?: string;
  private count = 0;
  private hasWarned = false;
  private isSuspect = false;

  constructor(
    private readonly queue: string,
    private readonly settings: BrokerSettings,
  ) {}

  /** How many messages were removed since the process started. */
  get removedCount(): number {
    return this.count;
  }

  /** Whether such a message may stand behind others: then they are consumed one at a time. */
  get consumesOneByOne(): boolean {
    return this.isSuspect;
  }

  /** To be called for each connection that consumes the queue. */
  watch(connection: Pick<ChannelModel, 'on'>, url: string): void {
    connection.on('error', (error: Error) => isBrokerFault(error) && (this.faultyUrl = url));
  }

  /**
   * To be called when that connection is lost. May remove messages (see freeQueue). Never rejects.
   *
   * @param signal when it is aborted nothing more is removed.
   * @returns whether messages were removed.
   */
  async free(signal: AbortSignal): Promise<boolean> {
    const { count, faultyUrl, queue, settings } = this;
    this.faultyUrl = undefined;
    this.isSuspect = false;
    if (faultyUrl === undefined) return false;
    try {
      await freeQueue(queue, faultyUrl, settings, () => (this.count += 1), signal);
      this.isSuspect = this.count === count;
    } catch (err) {
      const isNews = !this.hasWarned && !signal.aborted;
      this.hasWarned ||= isNews;
      this.logger[isNews ? 'warn' : 'debug'](
        { queue, err },
        `it is not known whether '${queue}' is stuck; looking again after the next fault`,
      );
    }
    return this.count > count;
  }
}

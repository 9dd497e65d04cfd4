import { setTimeout as wait } from 'node:timers/promises';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import type { StandingOrders } from '../orders/standing-orders';
import { unreadableOf } from '../wire/guard-properties';
import type { AliveProcesses } from './alive-processes';
import { BEAT_EVERY_MS, readHeartbeat } from './heartbeat';

const AGAIN_MS = 1_000;
/** Heartbeats that wait to be read; the oldest go first. */
const MAX_WAITING = 1_000;

/** Hears who lives, on a channel of the connection that this process publishes on. */
export class AliveListener implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AliveListener.name);
  private readonly stopping = new AbortController();
  private since?: number;
  private isFailing = false;

  constructor(
    private readonly publisher: Pick<ConfirmPublisher, 'openChannel'>,
    private readonly exchange: string,
    private readonly processes: AliveProcesses,
    private readonly orders: StandingOrders,
  ) {}

  /** Whether it listens for so long that everybody who lives was heard. */
  get isComplete(): boolean {
    return this.since !== undefined && performance.now() - this.since > BEAT_EVERY_MS + AGAIN_MS;
  }

  onApplicationBootstrap(): void {
    void this.run();
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /** Never rejects. */
  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const channel = await this.publisher.openChannel();
        if (channel) await this.listen(channel);
      } catch (error) {
        if (!this.isFailing) this.logger.warn({ err: error }, 'cannot hear who lives');
        this.isFailing = true;
      }
      this.since = undefined;
      await wait(AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Resolves when the channel is gone. */
  private async listen(channel: Channel): Promise<void> {
    const gone = new Promise<void>((resolve) => channel.once('close', () => resolve()));
    // Without a listener it would drop the connection.
    channel.on('error', () => undefined);
    const { queue } = await channel.assertQueue('', {
      ...{ exclusive: true, durable: false, autoDelete: true },
      arguments: { 'x-max-length': MAX_WAITING },
    });
    await channel.bindQueue(queue, this.exchange, '');
    const hear = (message: ConsumeMessage | null): void => {
      if (message === null) return void channel.close().catch(() => undefined);
      const beat = unreadableOf(message) ? undefined : readHeartbeat(message.content);
      if (beat) this.processes.hear(beat, this.orders.entry);
    };
    await channel.consume(queue, hear, { noAck: true });
    this.isFailing = false;
    this.since = performance.now();
    await gone;
  }
}

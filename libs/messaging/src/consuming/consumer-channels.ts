import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ChannelModel } from 'amqplib';
import { isBrokerFault, isOfClosedConnection } from '../amqp/connection/broker-fault';
import { closeWithin } from '../amqp/connection/close-within';
import { freeQueue } from '../amqp/subscriptions/free-queue';
import { openConnection } from '../amqp/connection/open-connection';
import type { MessagingConfig } from '../amqp/connection/messaging.config';
import type { Attacher } from './attacher';
import type { QueueConsumer } from './queue-consumer';
import { watchChannel, type WatchedChannel } from '../amqp/subscriptions/watch-channel';

const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 10_000;
/** What lasted so long was no attempt that failed. */
const STABLE_AFTER_MS = 10_000;
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * Gives every consumer a channel of its own, and another when the broker closes that one: what is
 * wrong with one queue costs its channel only.
 *
 * All channels are on one connection, until the broker closes that for a fault of its own, as RabbitMQ 3
 * does on a request to consume a quorum queue without a leader. It does not say which queue it was, so
 * each consumer that was not attached then has a connection of its own from there on.
 */
export class ConsumerChannels {
  private readonly logger = new Logger(ConsumerChannels.name);
  private readonly apart = new Set<QueueConsumer>();
  private readonly open = new Set<ChannelModel>();
  private readonly freeing = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private nextNode = Math.floor(Math.random() * 100);

  constructor(
    private readonly consumers: () => readonly QueueConsumer[],
    private readonly attacher: Pick<Attacher, 'attach' | 'unavailable'>,
    private readonly config: MessagingConfig,
  ) {
    // Each queue waits with it.
    setMaxListeners(0, this.stopping.signal);
  }

  /** Gives channels of the connection that all share, whenever there is a new one. */
  share(connection: ChannelModel): void {
    const shared = this.consumers().filter((each) => !this.apart.has(each));
    connection.on('error', (error: Error) => {
      if (isBrokerFault(error)) this.takeApart(shared.filter(({ state }) => state === 'detached'));
    });
    const closed = closedSignal(connection);
    for (const consumer of shared) void this.keepChannel(consumer, connection, closed);
  }

  /** Closes the connections that it opened, and lets what frees a queue end. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([...this.open].map((each) => closeWithin(each, CLOSE_TIMEOUT_MS)));
    await Promise.allSettled(this.freeing);
  }

  private takeApart(suspects: readonly QueueConsumer[]): void {
    for (const consumer of suspects) {
      this.apart.add(consumer);
      this.logger.warn(
        { queue: consumer.queue },
        `the broker closed the connection while '${consumer.queue}' was not consumed: it has one of its own now`,
      );
      void this.keepConnection(consumer);
    }
  }

  /** Never rejects. */
  private async keepConnection(consumer: QueueConsumer): Promise<void> {
    const { signal } = this.stopping;
    await this.again(async () => {
      if (signal.aborted) return false;
      const { urls } = this.config;
      const url = urls[this.nextNode++ % urls.length] as string;
      try {
        await this.serveApart(consumer, url);
      } catch (error) {
        this.logger.debug({ queue: consumer.queue, err: error }, 'no connection of its own yet');
      }
      return true;
    });
  }

  private async serveApart(consumer: QueueConsumer, url: string): Promise<void> {
    const { queue } = consumer;
    let isFaulty = false;
    const connection = await openConnection(url, `deliveries of ${queue}`, this.config, (error) => {
      isFaulty = isBrokerFault(error);
      if (isFaulty) this.attacher.unavailable.add(queue, error.message);
    });
    this.open.add(connection);
    await this.keepChannel(consumer, connection, closedSignal(connection));
    this.open.delete(connection);
    await closeWithin(connection, CLOSE_TIMEOUT_MS);
    if (isFaulty && !this.stopping.signal.aborted) await this.free(consumer, url);
  }

  /** Only a queue with priorities: the others have a delivery limit, after which they are free. */
  private async free(consumer: QueueConsumer, url: string): Promise<void> {
    const { handler, queue, stats } = consumer;
    if (handler.queue.maxPriority === undefined) return;
    const count = (): unknown => (stats.counts.undeliverable += 1);
    const freeing = freeQueue(queue, url, this.config, count, this.stopping.signal);
    this.freeing.add(freeing);
    await freeing.finally(() => this.freeing.delete(freeing));
  }

  /**
   * Resolves when the connection is lost: a channel that cannot be opened on one that lives is tried
   * again. Never rejects.
   */
  private async keepChannel(
    consumer: QueueConsumer,
    connection: ChannelModel,
    closed: AbortSignal,
  ): Promise<void> {
    const { queue } = consumer;
    await this.again(async () => {
      if (closed.aborted || this.stopping.signal.aborted) return false;
      try {
        const on = await this.openChannel(consumer, connection);
        consumer.moveTo(on);
        this.attacher.attach(consumer, on);
        await untilGone(on);
      } catch (error) {
        if (closed.aborted || isOfClosedConnection(error)) return false;
        this.logger.warn({ queue, err: error }, 'no channel yet; trying again');
      }
      return true;
    });
  }

  /** @throws Error when the connection is lost, or the channel cannot be opened on it. */
  private async openChannel(
    consumer: QueueConsumer,
    connection: ChannelModel,
  ): Promise<WatchedChannel> {
    const channel = await connection.createChannel();
    // Without a listener it would drop the connection. One that is attaching says itself what is wrong.
    channel.on('error', (error: Error) => {
      if (consumer.state === 'detached') return;
      this.logger.warn(
        { queue: consumer.queue },
        `the broker closed its channel: ${error.message}`,
      );
    });
    return watchChannel(channel);
  }

  /** Repeats while `work` says so, less and less often while it does not last. */
  private async again(work: () => Promise<boolean>): Promise<void> {
    const { signal } = this.stopping;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      const since = performance.now();
      if (!(await work())) return;
      if (performance.now() - since > STABLE_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Aborted when the connection closes. One listener for all consumers that share it. */
function closedSignal(connection: ChannelModel): AbortSignal {
  const closed = new AbortController();
  connection.once('close', () => closed.abort());
  return closed.signal;
}

function untilGone({ gone }: WatchedChannel): Promise<void> {
  return new Promise((resolve) => {
    if (gone.aborted) resolve();
    else gone.addEventListener('abort', () => resolve(), { once: true });
  });
}

import { hostname } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Channel } from 'amqplib';
import { settleWithin } from '../async/settle-within';
import type { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { WORKER_NAME } from '../messages/worker-name';
import { readVersion } from './read-version';
import { BEAT_EVERY_MS, type BeatingQueue, type Heartbeat } from './heartbeat';

const LEAVE_WITHIN_MS = 500;
const NANOSECONDS_PER_MS = 1e6;

/** What a process that consumes says besides. */
export interface BeatSource {
  queues(): readonly BeatingQueue[];
  journalEntry(): number;
}

/**
 * Says every five seconds, and at once after an order, that this process lives. What no desk hears, or
 * the broker does not take, is lost: the next one says the same.
 *
 * On a channel of its own, without confirms: a node that has lost the majority still takes a heartbeat,
 * which must not count as a sign that it confirms events; and if the exchange is gone, only this channel
 * is closed.
 */
export class Heart implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly delay = monitorEventLoopDelay({ resolution: 20 });
  private readonly startedAt = Math.round(Date.now() - process.uptime() * 1_000);
  private readonly version = readVersion();
  private timer?: NodeJS.Timeout;
  private soon?: NodeJS.Immediate;
  private isLeaving = false;
  private channel?: Promise<Channel | undefined>;

  /** @param exchange that all processes which listen are bound to. */
  constructor(
    private readonly publisher: Pick<ConfirmPublisher, 'openChannel' | 'isBlocked'>,
    private readonly exchange: string,
    private readonly app: string,
    private readonly source?: BeatSource,
  ) {}

  onApplicationBootstrap(): void {
    this.delay.enable();
    // The first a second after the start, when the broker is there most likely.
    this.timer = setTimeout(() => {
      this.beatSoon();
      this.timer = setInterval(() => this.beatSoon(), BEAT_EVERY_MS).unref();
    }, 1_000).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    clearImmediate(this.soon);
    this.isLeaving = true;
    this.delay.disable();
    await settleWithin(this.beat(), LEAVE_WITHIN_MS);
  }

  /** Once for all that happens in this turn of the event loop. Nothing comes after the last one. */
  beatSoon(): void {
    if (this.isLeaving) return;
    this.soon ??= setImmediate(() => {
      this.soon = undefined;
      void this.beat();
    });
  }

  /** Never rejects. */
  private async beat(): Promise<void> {
    try {
      const channel = await (this.channel ??= this.openChannel());
      if (!channel || this.publisher.isBlocked) return;
      const body = Buffer.from(JSON.stringify(this.describe()));
      const properties = { type: 'heartbeat', contentType: 'application/json', persistent: false };
      channel.publish(this.exchange, '', body, properties);
    } catch {
      this.channel = undefined;
    }
  }

  private async openChannel(): Promise<Channel | undefined> {
    const channel = await this.publisher.openChannel();
    // Without a listener an error would drop the connection; the next heartbeat opens another.
    channel?.on('error', () => undefined);
    channel?.once('close', () => (this.channel = undefined));
    if (!channel) this.channel = undefined;
    return channel;
  }

  private describe(): Heartbeat {
    const { heapUsed, rss } = process.memoryUsage();
    const loopP99Ms = Math.round(this.delay.percentile(99) / NANOSECONDS_PER_MS);
    this.delay.reset();
    return {
      ...{ app: this.app, version: this.version, name: WORKER_NAME },
      ...{ host: hostname(), pid: process.pid },
      ...{ startedAt: this.startedAt, queues: this.source?.queues() ?? [] },
      journalEntry: this.source?.journalEntry(),
      ...{ rss, heapUsed, loopP99Ms, isLeaving: this.isLeaving },
    };
  }
}

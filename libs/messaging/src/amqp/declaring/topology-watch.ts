import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Channel } from 'amqplib';
import { withTimeout } from '../../async/with-timeout';
import type { SideConnection } from '../connection/side-connection';
import type { QueuePlan, TopologyPlan } from '../../topology/topology-plan';

const EVERY_MS = 5_000;
/** Queues in which messages wait are declared again in every twelfth look. */
const DECLARED_EVERY = 12;
const ANSWER_WITHIN_MS = 2_000;

/** RabbitMQ's words for what does not exist. A queue whose node is down is 404 too, in other words. */
const NONE = /NOT_FOUND - no (exchange|queue) '/;
const REFUSED = 403;

/** What is done about something that is gone. */
export interface TopologyRepair {
  /** Whether the queue is known to be unavailable, and tried again already. */
  isKnown(queue: string): boolean;
  /** Whether messages only wait in it. */
  isWaiting(queue: string): boolean;
  bringQueue(queue: QueuePlan): Promise<void>;
  bringAll(): Promise<void>;
}

/**
 * Asks the broker every five seconds whether all exchanges and queues are there. The end of a consumed
 * queue shows at its consumer; that of a queue without a consumer, such as a delay stage, only here.
 * Queues in which messages wait are declared again each minute: only that shows that another client has
 * replaced one by a queue with other properties, which may lose what waits in it.
 */
export class TopologyWatch {
  private readonly logger = new Logger(TopologyWatch.name);
  private readonly stopping = new AbortController();
  /** Names that this process may not ask for: the broker would log each time that it does. */
  private readonly refused = new Set<string>();
  private channel?: Promise<Channel>;
  private isRunning = false;

  constructor(
    private readonly plan: TopologyPlan,
    private readonly connection: Pick<SideConnection, 'open'>,
    private readonly repair: TopologyRepair,
    private readonly everyMs: number = EVERY_MS,
  ) {}

  /** Begins to ask; again has no effect. */
  start(): void {
    if (!this.isRunning) void this.run();
    this.isRunning = true;
  }

  /** Asks no more. */
  stop(): void {
    this.stopping.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let round = 1; ; round += 1) {
      await wait(this.everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.look(round % DECLARED_EVERY === 0).catch((error: unknown) =>
        this.logger.debug({ err: error }, 'the broker cannot be asked what is there'),
      );
    }
  }

  private async look(declares: boolean): Promise<void> {
    for (const { name } of this.plan.exchanges) {
      if (!(await this.isGone(name, (channel) => channel.checkExchange(name)))) continue;
      this.logger.warn({ exchange: name }, `the exchange '${name}' is gone from the broker`);
      // What was bound to it must be bound again.
      await this.repair.bringAll();
    }
    for (const queue of this.plan.queues) {
      const { name } = queue;
      if (this.repair.isKnown(name)) continue;
      const isGone = await this.isGone(name, (channel) => channel.checkQueue(name));
      if (isGone)
        this.logger.warn({ queue: name }, `'${name}' is gone from the broker, with what it held`);
      if (isGone || (declares && this.repair.isWaiting(name))) await this.repair.bringQueue(queue);
    }
  }

  /** @throws Error when the connection is lost. */
  private async isGone(
    name: string,
    ask: (channel: Channel) => Promise<unknown>,
  ): Promise<boolean> {
    if (this.refused.has(name) || this.stopping.signal.aborted) return false;
    this.channel ??= this.openChannel();
    const channel = await this.channel;
    try {
      await withTimeout(ask(channel), ANSWER_WITHIN_MS);
      return false;
    } catch (error) {
      this.channel = undefined;
      // Not awaited: one that waits for its queue answers this only after that.
      void Promise.resolve()
        .then(() => channel.close())
        .catch(() => undefined);
      const { code, message } = error as { code?: unknown; message: string };
      if (code === REFUSED) this.refused.add(name);
      return NONE.test(message);
    }
  }

  /** Opened for as long as nothing goes wrong on it. */
  private async openChannel(): Promise<Channel> {
    try {
      const connection = await this.connection.open();
      const channel = await withTimeout(connection.createChannel(), ANSWER_WITHIN_MS);
      // The rejected call says it too; without a listener it would drop the connection.
      channel.on('error', () => undefined);
      channel.once('close', () => (this.channel = undefined));
      return channel;
    } catch (error) {
      this.channel = undefined;
      throw error;
    }
  }
}

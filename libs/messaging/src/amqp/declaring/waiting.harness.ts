import { setTimeout as wait } from 'node:timers/promises';
import { after, EventDto, queue, retryQueue } from '@warren/model';
import { createVhost, topology, type Vhost } from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel, type Options } from 'amqplib';
import { declarePlan } from './declare-plan';
import { planWaiting } from './plan-waiting';

/** Where messages go when they have waited, and where messages go that do not wait. */
const CONTROL = 'control';
const CONTROL_EVERY_MS = 100;

const retry = after('1s', '5s', '30s', '10m');
const [target, other] = ['target', 'other'].map((name) =>
  queue(name, { event: EventDto, from: [], retry }),
) as [ReturnType<typeof queue>, ReturnType<typeof queue>];
const scheduled = { ...topology.schedule, queue: 'scheduled' };
const waiting = planWaiting({ ...topology, queues: [target, other], schedule: scheduled });

/** When something happened to a message, in milliseconds of one clock. */
export interface Timed {
  readonly sentAt: number;
  confirmedAt: number;
  arrivedAt: number;
  readonly headers: Record<string, unknown>;
}

/**
 * The queues in which messages wait, on a virtual host of their own: the delay stages, and the retry
 * queues of `target` and `other`, which is never consumed.
 */
export class WaitingHarness {
  readonly arrived = new Map<string, Timed>();
  private readonly sent = new Map<string, Timed>();
  private isOver = false;
  private readonly controlling: Promise<void>;

  private constructor(
    readonly vhost: Vhost,
    private readonly connection: ChannelModel,
    readonly channel: ConfirmChannel,
  ) {
    this.controlling = this.control();
  }

  static async start(): Promise<WaitingHarness> {
    const vhost = await createVhost();
    const connection = await connect(vhost.url);
    const work = { durable: true as const, arguments: { 'x-queue-type': 'quorum' } };
    const consumed = [target.name, scheduled.queue, CONTROL];
    const queues = [...consumed, other.name].map((name) => ({ name, ...work }));
    await declarePlan(connection, {
      exchanges: [],
      queues: [...waiting, ...queues],
      bindings: [],
    });
    const harness = new WaitingHarness(vhost, connection, await connection.createConfirmChannel());
    for (const name of consumed) await harness.consume(name);
    return harness;
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.controlling;
    await this.connection.close();
    await this.vhost.remove();
  }

  /** Sends a message to wait for a queue as a failed one does; resolves when the broker has it. */
  retry(
    id: string,
    waitMs: number,
    more: { expiration?: number; queue?: string } = {},
  ): Promise<void> {
    const { expiration = waitMs, queue: name = target.name } = more;
    return this.publish(retryQueue(name, waitMs), id, { expiration });
  }

  /**
   * The longest that a message without a delay took while this harness ran: how late the machine
   * makes a message that should not wait.
   */
  get longestLagMs(): number {
    const lags = [...this.arrived]
      .filter(([id]) => id.startsWith(CONTROL))
      .map(([, { sentAt, arrivedAt }]) => arrivedAt - sentAt);
    return Math.max(...lags);
  }

  /** How many messages wait in each queue that has any, by the name of its queue. */
  async resting(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { name } of waiting) {
      const { messageCount } = await this.channel.checkQueue(name);
      if (messageCount > 0) counts[name] = messageCount;
    }
    return counts;
  }

  /** Sends a message to a queue by its name; resolves when the broker has it. */
  async publish(name: string, id: string, options: Options.Publish = {}): Promise<void> {
    const timed = { sentAt: performance.now(), confirmedAt: NaN, arrivedAt: NaN, headers: {} };
    this.sent.set(id, timed);
    await new Promise<void>((resolve, reject) =>
      this.channel.sendToQueue(name, Buffer.from(''), { ...options, messageId: id }, (error) => {
        timed.confirmedAt = performance.now();
        if (error) reject(new Error(`${id} was refused`));
        else resolve();
      }),
    );
  }

  private async consume(queue: string): Promise<void> {
    await this.channel.consume(
      queue,
      (message) => {
        const id = String(message?.properties.messageId);
        const timed = this.sent.get(id);
        if (timed === undefined || this.arrived.has(id)) throw new Error(`${id} is not awaited`);
        timed.arrivedAt = performance.now();
        Object.assign(timed.headers, message?.properties.headers);
        this.arrived.set(id, timed);
      },
      { noAck: true },
    );
  }

  private async control(): Promise<void> {
    for (let n = 0; !this.isOver; n += 1) {
      await this.publish(CONTROL, `${CONTROL} ${n}`);
      await wait(CONTROL_EVERY_MS);
    }
  }
}

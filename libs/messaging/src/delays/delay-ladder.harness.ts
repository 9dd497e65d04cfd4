import { setTimeout as wait } from 'node:timers/promises';
import { topology } from '@warren/contracts';
import { createVhost, type Vhost } from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { declarePlan } from '../topology/declare-plan';
import { delayRoute, planDelays } from './delay-ladder';

/** Where delayed messages go in these tests, and where messages without a delay go. */
const TARGET = 'target';
const CONTROL = 'control';
const CONTROL_EVERY_MS = 100;

const stages = topology.delays;

/** When something happened to a message, in milliseconds of one clock. */
export interface Timed {
  readonly sentAt: number;
  confirmedAt: number;
  arrivedAt: number;
  readonly headers: Record<string, unknown>;
}

/** The delay stages that Warren declares, on a virtual host of their own, leading to one queue. */
export class LadderHarness {
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

  static async start(): Promise<LadderHarness> {
    const vhost = await createVhost();
    const connection = await connect(vhost.url);
    const work = { durable: true as const, arguments: { 'x-queue-type': 'quorum' } };
    const queues = [TARGET, CONTROL].map((name) => ({ name, ...work }));
    const plan = planDelays(stages, [TARGET]);
    await declarePlan(connection, { ...plan, queues: [...plan.queues, ...queues] });
    const harness = new LadderHarness(vhost, connection, await connection.createConfirmChannel());
    for (const { name } of queues) await harness.consume(name);
    return harness;
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.controlling;
    await this.connection.close();
    await this.vhost.remove();
  }

  /** Sends a message to the target, to arrive after `delayMs`; resolves when the broker has it. */
  async send(id: string, delayMs: number): Promise<void> {
    const { exchange, routingKey } = delayRoute(stages, delayMs, TARGET);
    await this.publish(exchange, routingKey, id);
  }

  /**
   * The longest that a message without a delay took while this harness ran: how late the machine
   * makes a message that nobody holds back.
   */
  get longestLagMs(): number {
    const lags = [...this.arrived]
      .filter(([id]) => id.startsWith(CONTROL))
      .map(([, { sentAt, arrivedAt }]) => arrivedAt - sentAt);
    return Math.max(...lags);
  }

  /** How many messages rest in each stage that has any, by the name of its queue. */
  async resting(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { name } of planDelays(stages, []).queues) {
      const { messageCount } = await this.channel.checkQueue(name);
      if (messageCount > 0) counts[name] = messageCount;
    }
    return counts;
  }

  private async publish(exchange: string, routingKey: string, id: string): Promise<void> {
    const timed = { sentAt: performance.now(), confirmedAt: NaN, arrivedAt: NaN, headers: {} };
    this.sent.set(id, timed);
    await new Promise<void>((resolve, reject) =>
      this.channel.publish(exchange, routingKey, Buffer.from(''), { messageId: id }, (error) => {
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
      await this.publish('', CONTROL, `${CONTROL} ${n}`);
      await wait(CONTROL_EVERY_MS);
    }
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import { publishRaw } from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { planForeign, type ForeignMessage } from './plan-foreign';
import type { PlannedEvent } from './plan-event';
import type { Attempt } from './record';

const PAUSE_MS = 150;
/** The least a client sends, on a machine of any speed: with three clients all kinds twice. */
const MIN_MESSAGES = 8;
/** How many clients there are, each with messages of its own. */
export const FOREIGN_CLIENTS = 3;
const RETRY_PAUSE_MS = 250;
const CONNECT_WITHIN_MS = 5_000;
/** As long as a broker may be frozen, and a little more. */
const ANSWER_WITHIN_MS = 15_000;
const PATIENCE_MS = 120_000;

/**
 * A client that sends messages straight to queues, which no gateway would send. Each is repeated until the
 * broker has confirmed it; after a failure the next try has a connection of its own.
 */
export class ForeignClient {
  readonly events = new Map<string, PlannedEvent>();
  readonly attempts: Attempt[] = [];
  private readonly sending: Promise<void>;
  private model?: ChannelModel;
  private channel?: ConfirmChannel;
  private overAt?: number;

  constructor(
    private readonly url: string,
    private readonly seed: number,
    /** From 0. */
    private readonly place: number,
  ) {
    this.sending = this.run();
    // `stop` rejects for a failure; until then it must not end the process.
    this.sending.catch(() => undefined);
  }

  /** Begins no more than it must and resolves when the last is confirmed. */
  async stop(): Promise<void> {
    this.overAt = Date.now();
    await this.sending;
    await this.disconnect();
  }

  private async run(): Promise<void> {
    for (let sent = 0; this.overAt === undefined || sent < MIN_MESSAGES; sent += 1) {
      const message = planForeign(this.seed, sent * FOREIGN_CLIENTS + this.place);
      this.events.set(message.id, message);
      while (!(await this.isConfirmed(message)) && !this.hasGivenUp()) await wait(RETRY_PAUSE_MS);
      await wait(PAUSE_MS);
    }
  }

  private hasGivenUp(): boolean {
    return this.overAt !== undefined && Date.now() > this.overAt + PATIENCE_MS;
  }

  private async isConfirmed({ id, to, properties, content }: ForeignMessage): Promise<boolean> {
    const at = Date.now();
    const note = (outcome: Attempt['outcome'], status: number): void =>
      void this.attempts.push({
        ...{ id, messageId: id, outcome, status, at, answeredAt: Date.now() },
      });
    let isSent = false;
    try {
      const channel = (this.channel ??= await this.connect());
      isSent = true;
      publishRaw(channel, { routingKey: to, properties, body: content });
      await within(ANSWER_WITHIN_MS, channel.waitForConfirms());
      note('ok', 202);
      return true;
    } catch (error) {
      // The broker says so only when no queue has it.
      const isRefused = !isSent || (error as Error).message === 'message nacked';
      note(isRefused ? 'fail' : 'unknown', isRefused ? 503 : 504);
      await this.disconnect();
      return false;
    }
  }

  private async connect(): Promise<ConfirmChannel> {
    const connecting = connect(this.url, { timeout: CONNECT_WITHIN_MS });
    // One that comes too late is not left open.
    const model = await within(2 * CONNECT_WITHIN_MS, connecting).catch((error: unknown) => {
      connecting.then(close, () => undefined);
      throw error;
    });
    this.model = model;
    model.on('error', () => undefined);
    const channel = await within(CONNECT_WITHIN_MS, model.createConfirmChannel());
    channel.on('error', () => undefined);
    return channel;
  }

  private async disconnect(): Promise<void> {
    const { model } = this;
    this.model = undefined;
    this.channel = undefined;
    if (model) await close(model);
  }
}

async function close(model: ChannelModel): Promise<void> {
  await within(CONNECT_WITHIN_MS, model.close()).catch(() => undefined);
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = wait(ms, undefined, { ref: false }).then(() => {
    throw new Error('no answer in time');
  });
  return Promise.race([promise, late]);
}

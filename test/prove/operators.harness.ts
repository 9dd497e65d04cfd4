import { setTimeout as wait } from 'node:timers/promises';
import { post } from '@warren/testing';
import { Random } from './random';
import type { AppFleet } from './app-fleet.harness';

const PAUSE_MS = 1_500;
/** Apart from those that faults and plans draw from. */
const STREAM = 900;
/** What two operators ask for in the same moment, round by round: so none is redriven for ever. */
const ROUNDS = [
  ['redrive', 'redrive'],
  ['redrive', 'discard'],
  ['discard', 'discard'],
] as const;
/** Not `returned`, of those that kill their worker: each would do so a dozen times again. */
const CODES = ['lab_permanent', 'malformed_json', 'invalid_event', 'lab_retryable'] as const;

/** Asks two workers at once to act on the same dead letters, again and again. */
export class Operators {
  private readonly random: Random;
  private readonly working: Promise<void>;
  private isStopping = false;
  private round = 0;

  constructor(
    private readonly fleet: Pick<AppFleet, 'addresses' | 'ready'>,
    seed: number,
  ) {
    this.random = new Random(seed, STREAM);
    this.working = this.run();
  }

  /** Asks no more, and resolves when all that was asked is answered. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await this.working;
  }

  /** Asks for each once more. To be called when all is quiet, so that every dead letter is there. */
  async askOnceMore(): Promise<void> {
    await this.fleet.ready();
    for (let asked = 0; asked < ROUNDS.length * CODES.length; asked += 1) await this.askTwo();
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      await wait(PAUSE_MS);
      await this.askTwo();
    }
  }

  /** A worker that is down, or goes down, is not asked or does not answer. */
  private async askTwo(): Promise<void> {
    const [one, other] = ROUNDS[this.round % ROUNDS.length] ?? ROUNDS[0];
    const code = CODES[Math.floor(this.round++ / ROUNDS.length) % CODES.length];
    const addresses = await this.fleet.addresses().catch(() => new Map<string, string>());
    const [first, second] = this.random.shuffle([...addresses.values()]);
    await Promise.all([ask(first, one, code), ask(second, other, code)]);
  }
}

async function ask(worker: string | undefined, action: string, code?: string): Promise<void> {
  if (worker === undefined) return;
  const order = { filter: { cause: 'failed', code }, reason: 'two at once' };
  await post(`${worker}/dead-letters/${action}`, order).catch(() => undefined);
}

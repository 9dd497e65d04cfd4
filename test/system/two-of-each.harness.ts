import { join } from 'node:path';
import { queues } from '@warren/contracts';
import {
  AppProcess,
  eachOf,
  get,
  post,
  startSystem,
  waitFor,
  type Answer,
  type RunningSystem,
} from '@warren/testing';
import { connect } from 'amqplib';
import { readJournal, type JournalContent } from '../prove/read-journal.harness';
import { readRepository } from '../prove/read-repositories.harness';

const MEND = { NODE_OPTIONS: `--require ${join(__dirname, 'mend-and-die.js')}` };
const MENSAJES = queues.mensajes.name;

export interface Letter {
  readonly deadLetterId: string;
  readonly messageId: string;
  readonly state: string;
}

/** A line of the answer to a redrive. */
export interface Line {
  readonly deadLetterId?: string;
  readonly outcome?: string;
  readonly reason?: string;
}

/** Two gateways and two workers, and what is asked of both. */
export class TwoOfEach {
  private readonly others: AppProcess[] = [];

  private constructor(readonly system: RunningSystem) {}

  static async start(): Promise<TwoOfEach> {
    return new TwoOfEach(await startSystem(MEND, 2));
  }

  async stop(): Promise<void> {
    await Promise.all(this.others.map((each) => each.stop()));
    await this.system.stop();
  }

  /** The addresses of the two workers. */
  get workers(): [string, string] {
    return this.system.workerUrls as [string, string];
  }

  /** Starts one more worker, and resolves when it is ready. */
  async startWorker(environment: Record<string, string> = {}): Promise<AppProcess> {
    const settings = { ...MEND, RABBITMQ_URL: this.system.vhost.url, ...environment };
    const worker = AppProcess.start('worker', settings);
    this.others.push(worker);
    await worker.ready();
    return worker;
  }

  /** Sends the event number `n` to one of the gateways; its message id. */
  async send(n: number, event: object): Promise<string> {
    const { body, status } = await post(`${this.system.gatewayUrls[n % 2]}/send`, event);
    if (status !== 202) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
    return String(body.messageId);
  }

  /** Makes dead letters that a redrive puts right, known to all these workers; their message ids. */
  async fail(count: number, workers: readonly string[] = this.workers): Promise<string[]> {
    const event = { id: 'e', tipo: 'MEND', payload: {} };
    const ids = await eachOf([...Array(count).keys()], 5, (n) => this.send(n, event));
    await waitFor('the dead letters, everywhere', async () => {
      const counts = await Promise.all(workers.map(async (each) => (await this.look(each)).length));
      return counts.every((found) => found === count);
    });
    return ids;
  }

  async look(worker: string, state = 'open'): Promise<Letter[]> {
    const { body } = await get(`${worker}/dead-letters?tipo=MEND&limit=1000&state=${state}`);
    return body as unknown as Letter[];
  }

  async redrive(worker: string, changes: object = {}): Promise<Line[]> {
    const { body } = await this.act(worker, 'redrive', changes);
    const lines = String(body.text).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Line);
  }

  act(worker: string, action: string, changes: object = {}): Promise<Answer> {
    const order = { filter: { tipo: 'MEND' }, reason: 'both at once', ...changes };
    return post(`${worker}/dead-letters/${action}`, order);
  }

  /** Asks a worker to process again what the queue has processed, which it knows and leaves alone. */
  replay(worker: string): Promise<Answer> {
    const order = { from: 'first', to: MENSAJES, tipos: ['MEND'], reason: 'both at once' };
    return post(`${worker}/replay`, order);
  }

  /** Each of these dead letters with its state, once both workers show the same. */
  agreedStates(deadLetterIds: readonly string[]): Promise<string[]> {
    const statesAt = async (worker: string): Promise<string[]> =>
      (await this.look(worker, 'any'))
        .filter(({ deadLetterId }) => deadLetterIds.includes(deadLetterId))
        .map(({ deadLetterId, state }) => `${deadLetterId} ${state}`)
        .sort();
    return waitFor('both to show the same', async () => {
      const [here = [], there = []] = await Promise.all(this.workers.map(statesAt));
      return here.join() === there.join() ? here : undefined;
    });
  }

  /** How often the journal says of each of these dead letters that it was redriven. */
  async timesRedriven(deadLetterIds: readonly string[]): Promise<number[]> {
    const { actions } = await this.readJournal();
    const redriven = actions.filter(({ kind }) => kind === 'redriven');
    return deadLetterIds.map((id) => redriven.filter((each) => each.deadLetterId === id).length);
  }

  /** How often the journal says of each of these messages that its handler was done. */
  async timesProcessed(messageIds: readonly string[], queue: string = MENSAJES): Promise<number[]> {
    const { processed } = await this.readJournal();
    return messageIds.map(
      (id) => processed.filter((each) => each.messageId === id && each.queue === queue).length,
    );
  }

  /** How often each was processed, once each was and both workers show it. */
  async timesInAll(messageIds: readonly string[], queue: string = MENSAJES): Promise<number[]> {
    for (const worker of this.workers) {
      await waitFor('the repository to have all', async () => {
        const shown = new Set(await readRepository(worker));
        return messageIds.every((id) => shown.has(`${queue} ${id}`));
      });
    }
    return this.timesProcessed(messageIds, queue);
  }

  private async readJournal(): Promise<JournalContent> {
    const connection = await connect(this.system.vhost.url);
    const content = await readJournal(await connection.createChannel());
    await connection.close();
    return content;
  }
}

/** Of as many results as there are lines of this outcome, the dead letters. */
export function idsOf(lines: readonly Line[], outcome: string): string[] {
  return lines
    .filter((line) => line.outcome === outcome)
    .map(({ deadLetterId }) => String(deadLetterId));
}

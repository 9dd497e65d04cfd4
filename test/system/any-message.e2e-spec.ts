import { setTimeout as wait } from 'node:timers/promises';
import { queues, topology } from '@warren/contracts';
import {
  AppProcess,
  eachOf,
  get,
  publishRaw,
  rawField,
  rawProperties,
  startSystem,
  waitFor,
  type RunningSystem,
} from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import fc from 'fast-check';
import { readRepository } from '../prove/read-repositories.harness';
import { EMPTIED, event, message } from './any-message';
import { expectShortPauses, SteadyPublishing } from './steady-publishing';

const LOAD = queues.logsInfo.name;
const LOAD_PATH = '/direct/info';
const ROUNDS = 3;
const MESSAGES = 60;
/** Of the load, before anything else is sent. */
const CONTROL_EVENTS = 200;
/** What the load may pause for, in milliseconds: beside its longest pause on this machine before. */
const MAX_PAUSE_MS = 2_000;

/** After that the broker has forgotten what it was asked, as RabbitMQ 3.10 does when a queue's process ends. */
const ANSWER_WITHIN_MS = 60_000;

/** Three rounds and as many starts, on a machine of any speed. */
jest.setTimeout(900_000);

describe('any message of any client', () => {
  let system: RunningSystem;
  let workers: AppProcess[];
  let raw: ChannelModel;
  let channel: ConfirmChannel;
  const ended: AppProcess[] = [];

  beforeAll(async () => {
    system = await startSystem({}, 2);
    workers = [...system.workers];
    raw = await connect(system.vhost.url);
    channel = await raw.createConfirmChannel();
  });

  afterAll(async () => {
    await raw?.close();
    await Promise.all((workers ?? []).map((worker) => worker.stop()));
    await system?.stop();
  });

  it('ends processed, dead-lettered or set aside, once, and no other queue waits for it', async () => {
    const seed = Date.now();
    const ids: string[] = [];
    const load = new SteadyPublishing(system.gatewayUrls, event, LOAD_PATH);
    await waitFor('a load', () => processedAt().length > CONTROL_EVENTS);
    const control = { publish: confirmedAt(load), process: processedAt() };
    for (let round = 0; round < ROUNDS; round += 1) {
      const connections = await system.vhost.management.connections();
      ids.push(...(await sendAll(seed + round, round)));
      await waitFor('the queues to be empty', async () => (await waiting()) === 0);
      for (const worker of workers)
        expect((await get(`${await worker.address()}/readyz`)).status).toBe(200);
      // No worker has lost a connection: no other queue noticed anything.
      const after = await system.vhost.management.connections();
      expect(after).toEqual(expect.arrayContaining(connections));
      // The next start comes up after an orderly stop, and after none.
      await restart(round % 2, round === 1 ? 'SIGKILL' : 'SIGTERM');
    }
    await load.stop();
    const worker = (await workers[0]?.address()) ?? '';
    await untilProcessed(worker, load);
    expect(load.answers.length).toBe(load.confirmed.length);
    expectShortPauses('202s', confirmedAt(load), control.publish, MAX_PAUSE_MS);
    expectShortPauses('successes', processedAt(), control.process, MAX_PAUSE_MS);

    const unreadable = await waitFor('the list of unreadable messages', async () => {
      const { body, status } = await get(`${worker}/unreadable`);
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body as unknown as { messageId: string }[];
    });
    const sent = new Set(ids);
    const setAside = unreadable.map(({ messageId }) => messageId).filter((id) => sent.has(id));
    expect(new Set(setAside).size).toBe(setAside.length);
    await eachOf(ids, 5, async (id) => {
      const ends = await waitFor(`the end of ${id}, seed ${seed}`, async () => {
        const found = await endsOf(worker, id);
        if (setAside.includes(id)) found.push('set aside');
        return found.length > 0 && !found.includes('not yet') ? found : undefined;
      });
      expect({ id, seed, ends }).toEqual({ id, seed, ends: [expect.any(String)] });
    });
  });

  /** Sends one round of messages; the ids of those that end somewhere. */
  async function sendAll(seed: number, round: number): Promise<string[]> {
    const ids: string[] = [];
    for (const [place, each] of fc.sample(message, { seed, numRuns: MESSAGES }).entries()) {
      const messageId = `m-${round}-${place}`;
      const { body, headers, to, ...rest } = each;
      const fields = headers.map(([name, value]) => rawField(name.slice(0, 60), value));
      const properties = rawProperties({ ...rest, headers: fields, messageId, persistent: true });
      publishRaw(channel, { routingKey: to, properties, body });
      const isTaken = await answered(channel.waitForConfirms());
      if (isTaken && EMPTIED.includes(to) && to !== topology.commands.queue) ids.push(messageId);
      if (!isTaken) console.warn(`${messageId} to ${to} was never confirmed, seed ${seed}`);
    }
    return ids;
  }

  /** Whether the broker answers within a minute; where it does not, there is a new channel. */
  async function answered(answer: Promise<unknown>): Promise<boolean> {
    const late = wait(ANSWER_WITHIN_MS, false, { ref: false });
    const isSo = await Promise.race([answer.then(() => true), late]);
    if (!isSo) channel = await raw.createConfirmChannel();
    return isSo;
  }

  async function restart(place: number, signal: NodeJS.Signals): Promise<void> {
    const [worker] = workers.splice(place, 1);
    if (!worker) throw new Error(`there is no worker ${place}`);
    ended.push(worker);
    expect(await worker.stop(signal)).toBe(signal === 'SIGKILL' ? null : 0);
    const next = AppProcess.start('worker', { RABBITMQ_URL: system.vhost.url });
    workers.splice(place, 0, next);
    await next.ready();
  }

  /** When events of the load were processed, by any worker, as it logged. */
  function processedAt(): number[] {
    return [...ended, ...workers]
      .flatMap(({ lines }) => lines)
      .filter(({ msg, queue }) => msg === 'processed' && queue === LOAD)
      .map((line) => (line as unknown as { time: number }).time);
  }

  /** Messages that no worker holds, in all queues that a worker empties but that of the load. */
  async function waiting(): Promise<number> {
    let count = 0;
    for (const name of EMPTIED) {
      const asked = channel.checkQueue(name).then(({ messageCount }) => (count += messageCount));
      if (!(await answered(asked))) throw new Error(`the broker says nothing of ${name}`);
    }
    return count;
  }
});

const confirmedAt = ({ confirmed }: SteadyPublishing): number[] => confirmed.map(({ at }) => at);

/** Each event of the load is shown as processed, once. */
async function untilProcessed(url: string, { confirmed }: SteadyPublishing): Promise<void> {
  await waitFor('all of the load', async () => {
    const shown = await readRepository(url);
    expect(new Set(shown).size).toBe(shown.length);
    const all = new Set(shown);
    return confirmed.every(({ messageId }) => all.has(`${LOAD} ${messageId}`));
  });
}

/** Each success and each dead letter of a message; and `not yet`, where a queue is not done with it. */
async function endsOf(url: string, id: string): Promise<string[]> {
  const letters = (await get(`${url}/dead-letters?state=any&messageId=${id}`)).body;
  const ends = (letters as unknown as unknown[]).map(() => 'dead letter');
  const { body, status } = await get(`${url}/messages/${id}`);
  if (status !== 200) return ends;
  for (const { outcome } of body.queues as { outcome: string }[]) {
    if (outcome === 'processed') ends.push(outcome);
    else if (outcome !== 'dead-lettered') ends.push('not yet');
  }
  return ends;
}

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
import { event, message, TARGETS } from './any-message';
import { longestGap, SteadyPublishing } from './steady-publishing';

const STREAMS: readonly string[] = [topology.journal.queue, topology.schedule.log.queue];
const LOAD = queues.logsInfo.name;
const LOAD_PATH = '/direct/info';
const ROUNDS = 3;
const MESSAGES = 60;
/** Of the load, before anything else is sent. */
const CONTROL_EVENTS = 200;
/** What the load may pause for, in milliseconds: beside its longest pause on this machine before. */
const MAX_PAUSE_MS = 2_000;
const SLOW_MACHINE_FACTOR = 3;

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
    const control = { publish: longestGap(confirmedAt(load)), process: longestGap(processedAt()) };
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
    expectShortPauses('202s', longestGap(confirmedAt(load)), control.publish);
    expectShortPauses('successes', longestGap(processedAt()), control.process);

    const unreadable = (await get(`${worker}/unreadable`)).body as unknown as {
      messageId: string;
    }[];
    const setAside = unreadable.map(({ messageId }) => messageId);
    expect(new Set(setAside).size).toBe(setAside.length);
    await eachOf(ids, 5, async (id) => {
      const isSetAside = setAside.includes(id);
      const isEndedOnce = isSetAside !== (await hasEnded(worker, id));
      expect({ id, seed, isEndedOnce }).toEqual({ id, seed, isEndedOnce: true });
    });
  });

  /** Sends one round of messages; the ids of those that end somewhere. */
  async function sendAll(seed: number, round: number): Promise<string[]> {
    const ids: string[] = [];
    for (const [place, each] of fc.sample(message, { seed, numRuns: MESSAGES }).entries()) {
      const messageId = `m-${round}-${place}`;
      const isKept = !STREAMS.includes(each.to) && each.to !== topology.commands.queue;
      if (isKept) ids.push(messageId);
      const headers = each.headers.map(([name, value]) => rawField(name.slice(0, 60), value));
      const { contentType } = each;
      const properties = rawProperties({ headers, messageId, contentType, persistent: true });
      publishRaw(channel, { routingKey: each.to, properties, body: each.body });
      await channel.waitForConfirms();
    }
    return ids;
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
    for (const name of TARGETS) {
      if (STREAMS.includes(name)) continue;
      count += (await channel.checkQueue(name)).messageCount;
    }
    return count;
  }
});

const confirmedAt = ({ confirmed }: SteadyPublishing): number[] => confirmed.map(({ at }) => at);

function expectShortPauses(what: string, longestMs: number, controlMs: number): void {
  const figures = `${Math.round(longestMs)} ms, before ${Math.round(controlMs)} ms`;
  console.log(`longest pause between two ${what} of the load: ${figures}`);
  expect(longestMs).toBeLessThan(MAX_PAUSE_MS + SLOW_MACHINE_FACTOR * controlMs);
}

/** Each event of the load is shown as processed, once. */
async function untilProcessed(url: string, { confirmed }: SteadyPublishing): Promise<void> {
  await waitFor('all of the load', async () => {
    const shown = await readRepository(url);
    expect(new Set(shown).size).toBe(shown.length);
    const all = new Set(shown);
    return confirmed.every(({ messageId }) => all.has(`${LOAD} ${messageId}`));
  });
}

/** Processed, or a dead letter; or it waits for its next attempt. */
async function hasEnded(url: string, id: string): Promise<boolean> {
  const { status } = await get(`${url}/messages/${id}`);
  if (status === 200) return true;
  const letters = (await get(`${url}/dead-letters?state=any&messageId=${id}`)).body;
  return (letters as unknown as unknown[]).length > 0;
}

import { queues, topology } from '@warren/contracts';
import {
  AppProcess,
  createVhost,
  get,
  nestedLists,
  publishRaw,
  rawField,
  rawProperties,
  rawTable,
  rawText,
  rawValue,
  waitFor,
  type Vhost,
} from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import fc from 'fast-check';

const { mensajes, etlJobs, jobsPriority, meterReadings, scheduled } = queues;
/** What every generated message is sent to; those of the steady load are others. */
const TARGETS = [
  ...[mensajes, etlJobs, jobsPriority, meterReadings, scheduled].map(({ name }) => name),
  ...[topology.deadLetters.queue, topology.commands.queue],
  ...[topology.journal.queue, topology.schedule.log.queue],
];
const STREAMS: readonly string[] = [topology.journal.queue, topology.schedule.log.queue];
const LOAD = queues.logsInfo.name;
const ROUNDS = 3;
const MESSAGES = 60;

const headerValue = fc.oneof(
  fc.string({ maxLength: 40 }).map(rawText),
  fc.double().map((each) => {
    const bytes = Buffer.alloc(8);
    // The broker takes no number that is none.
    bytes.writeDoubleBE(Number.isFinite(each) ? each : 0);
    return rawValue('d', bytes);
  }),
  fc.constantFrom('l', 'T', 'L').map((tag) => rawValue(tag, Buffer.alloc(8, 0x7f))),
  fc.uint8Array({ maxLength: 300 }).map((each) => rawValue('x', Buffer.from(each), true)),
  fc.constantFrom(1, 16, 64, 65, 1_000, 12_000, 25_000).map(nestedLists),
  fc.constant(rawValue('F', rawTable([rawField('a', rawValue('V'))]))),
);
const headerName = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom('warren-attempt', 'warren-queue', 'x-death', 'warren-unreadable', '__proto__'),
);
const event = { id: 'e1', tipo: 'T', payload: {} };
const body = fc.oneof(
  fc.constant(Buffer.from(JSON.stringify(event))),
  fc.json().map((each) => Buffer.from(each)),
  fc.uint8Array({ maxLength: 5_000 }).map((each) => Buffer.from(each)),
  fc.nat(300_000).map((length) => Buffer.alloc(length, '[')),
  fc.constantFrom(10, 64, 5_000, 100_000).map((depth) => deepEvent(depth)),
);

function deepEvent(depth: number): Buffer {
  const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  return Buffer.from(`{"id":"e1","tipo":"T","payload":{"a":${nested}}}`);
}

const message = fc.record({
  to: fc.constantFrom(...TARGETS),
  headers: fc.array(fc.tuple(headerName, headerValue), { maxLength: 1 }),
  contentType: fc.constantFrom(undefined, 'application/json', 'text/plain'),
  body,
});

describe('any message of any client', () => {
  let vhost: Vhost;
  let raw: ChannelModel;
  let channel: ConfirmChannel;

  beforeAll(async () => {
    vhost = await createVhost();
    raw = await connect(vhost.url);
    channel = await raw.createConfirmChannel();
  });

  afterAll(async () => {
    await raw.close();
    await vhost.remove();
  });

  it('ends processed, dead-lettered or set aside, once, and no other queue waits for it', async () => {
    const seed = Date.now();
    const ids: string[] = [];
    const loads: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const worker = AppProcess.start('worker', { RABBITMQ_URL: vhost.url });
      const url = await worker.ready();
      const connections = await vhost.management.connections();
      for (const [place, each] of fc
        .sample(message, { seed: seed + round, numRuns: MESSAGES })
        .entries()) {
        const messageId = `m-${round}-${place}`;
        const isKept = !STREAMS.includes(each.to) && each.to !== topology.commands.queue;
        if (isKept) ids.push(messageId);
        const headers = each.headers.map(([name, value]) => rawField(name.slice(0, 60), value));
        const { contentType } = each;
        const properties = rawProperties({ headers, messageId, contentType, persistent: true });
        publishRaw(channel, { routingKey: each.to, properties, body: each.body });
        loads.push(`load-${round}-${place}`);
        channel.publish('', LOAD, Buffer.from(JSON.stringify(event)), {
          messageId: loads.at(-1),
          contentType: 'application/json',
        });
        await channel.waitForConfirms();
      }
      await waitFor('the steady load', () => isProcessed(url, loads.at(-1) ?? ''));
      await waitFor('the queues to be empty', async () => (await waiting()) === 0);
      expect((await get(`${url}/readyz`)).status).toBe(200);
      // The worker has lost none of its connections: no other queue noticed anything.
      expect(await vhost.management.connections()).toEqual(expect.arrayContaining(connections));
      // The next start comes up after an orderly stop, and after none.
      const isKilled = round === 1;
      expect(await worker.stop(isKilled ? 'SIGKILL' : 'SIGTERM')).toBe(isKilled ? null : 0);
    }
    const worker = AppProcess.start('worker', { RABBITMQ_URL: vhost.url });
    const url = await worker.ready();
    const unreadable = (await get(`${url}/unreadable`)).body as unknown as { messageId: string }[];
    const setAside = unreadable.map(({ messageId }) => messageId);
    expect(new Set(setAside).size).toBe(setAside.length);
    for (const id of ids) {
      const isSetAside = setAside.includes(id);
      const isEndedOnce = isSetAside !== (await hasEnded(url, id));
      expect({ id, seed, isEndedOnce }).toEqual({ id, seed, isEndedOnce: true });
    }
    for (const id of loads) expect(await isProcessed(url, id)).toBe(true);
    expect(await worker.stop()).toBe(0);
  });

  /** Messages that no worker holds, in all queues that a worker empties. */
  async function waiting(): Promise<number> {
    let count = 0;
    for (const name of [...TARGETS, LOAD]) {
      if (STREAMS.includes(name)) continue;
      count += (await channel.checkQueue(name)).messageCount;
    }
    return count;
  }
});

async function isProcessed(url: string, id: string): Promise<boolean> {
  const { body: story } = await get(`${url}/messages/${id}`);
  const { queues: found } = story as { queues?: { outcome: string }[] };
  return found?.[0]?.outcome === 'processed';
}

/** Processed, or a dead letter; or it waits for its next attempt. */
async function hasEnded(url: string, id: string): Promise<boolean> {
  const { status } = await get(`${url}/messages/${id}`);
  if (status === 200) return true;
  const letters = (await get(`${url}/dead-letters?state=any&messageId=${id}`)).body;
  return (letters as unknown as unknown[]).length > 0;
}

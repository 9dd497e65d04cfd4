import { queues, topology } from '@warren/contracts';
import { AppProcess, get, post, startSystem, waitFor, type RunningSystem } from '@warren/testing';
import { connect, type ConfirmChannel } from 'amqplib';

const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

const at = '2026-01-02T03:04:05.678Z';
const who = { handler: 'H.run', worker: 'elsewhere', startedAt: at, at };
const delivery = {
  ...{ messageId: 'odd line', hasGivenId: false, queue: queues.logsLines.name, exchange: '' },
  ...{ routingKey: '', attempt: 1, redeliveries: 0, redrives: 0, headers: {} },
};
const acted = { deadLetterId: 'd', messageId: 'm', queue: 'mensajes', at, by: 'x', reason: 'y' };

/** Records that no worker would write, each nested too deeply or with a field that is something else. */
const RECORDS: readonly string[] = [
  `{"v":1,"kind":"processed","event":{"id":"x","tipo":"T","payload":{"a":${deep(100_000)}}}}`,
  JSON.stringify({ v: 1, kind: 'discarded', ...acted, delivery: null }),
  JSON.stringify({
    ...{ v: 1, kind: 'processed', ...who, delivery },
    event: { id: 'x', tipo: 'LINE', payload: { level: 'info', source: { toString: 1 }, text: '' } },
  }),
];

/** Bodies for `mensajes`, by their message ids. */
const BODIES: Readonly<Record<string, string>> = {
  'deep body': `{"id":"a","tipo":"CASE","payload":{"a":${deep(5_000)}}}`,
  'deeper body': `{"id":"a","tipo":"CASE","payload":{"a":${deep(100_000)}}}`,
  'deep beside the payload': `{"id":"a","tipo":"CASE","payload":{},"more":${deep(5_000)}}`,
};

/** As many records as there are places in an entry, each with names of its own. */
function forgedEntry(entry: number): string {
  const lines = Array.from({ length: 1_000 }, (_, line) => {
    const name = `forged-${entry}-${line}`;
    const record = {
      ...{
        v: 1,
        kind: 'processed',
        ...who,
        delivery: { ...delivery, messageId: name, queue: name },
      },
      event: { id: name, tipo: name, payload: {} },
    };
    const claim = { of: 'dead-letter', key: name, claim: name, worker: name, at };
    return JSON.stringify(line % 2 === 0 ? record : { v: 1, kind: 'claimed', ...claim });
  });
  return lines.join('\n');
}

function nestedHeader(levels: number): object {
  return Array.from({ length: levels }).reduce<object>((inner) => ({ a: inner }), {});
}

async function publishAll(channel: ConfirmChannel): Promise<void> {
  const send = (queue: string, body: string, options: object = {}): void => {
    channel.sendToQueue(queue, Buffer.from(body), { mandatory: true, ...options });
  };
  for (const [messageId, body] of Object.entries(BODIES)) {
    send('mensajes', body, { messageId, contentType: 'application/json' });
  }
  // Not deeper than what is read at all: what is goes to the queue for unreadable messages.
  const headers = { nested: nestedHeader(60) };
  send('mensajes', '{"id":"b","tipo":"CASE","payload":{}}', { messageId: 'headers', headers });
  send('mensajes', '[', { messageId: 'headers and no event', headers });
  const replyTo = topology.replyQueues[0]?.name;
  const asked = { messageId: 'command', correlationId: 'c', replyTo };
  send(topology.commands.queue, `{"pattern":"quote-order","data":${deep(5_000)}}`, asked);
  for (const record of RECORDS) send(topology.journal.queue, record);
  send(topology.journal.queue, 'rubbish\n\n', { headers: { 'warren-records': -1, ...headers } });
  send(topology.schedule.log.queue, deep(5_000), { headers: { 'warren-deliver-at': headers } });
  await channel.waitForConfirms();
}

interface Report {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, { readonly detail: string }>>;
}

describe('a journal with records that no worker can read or apply', () => {
  let system: RunningSystem;
  let second: AppProcess | undefined;

  beforeAll(async () => {
    system = await startSystem();
    const connection = await connect(system.vhost.url);
    await publishAll(await connection.createConfirmChannel());
    await connection.close();
  });

  afterAll(async () => {
    await second?.stop();
    await system.stop();
  });

  async function expectWell(url: string): Promise<void> {
    const dead = [...Object.keys(BODIES), 'headers and no event'];
    const listed = await waitFor(`${url} to list the dead letters`, async () => {
      const letters = (await get(`${url}/dead-letters`)).body as unknown as Record<
        string,
        unknown
      >[];
      return letters.length >= dead.length ? letters : undefined;
    });
    expect(listed.map(({ messageId }) => messageId).sort()).toEqual([...dead].sort());
    const letter = listed.find(({ messageId }) => messageId === 'deep body');
    expect(letter).toMatchObject({
      body: BODIES['deep body'],
      failure: { code: 'invalid_event', message: 'nested deeper than 64 levels' },
    });
    // The bytes say what it is; as an event it is nothing.
    expect((await get(`${url}/messages/deep%20body`)).body).toMatchObject({ event: null });
    expect((await get(`${url}/messages/headers`)).body).toMatchObject({
      queues: [{ outcome: 'processed' }],
    });
    const lines = await waitFor('the log lines', async () => {
      const answer = await get(`${url}/logs/counters`);
      return answer.status === 503 ? undefined : answer;
    });
    expect(lines).toMatchObject({ status: 200, body: [] });
    const { checks, ready } = (await get(`${url}/readyz?verbose`)).body as unknown as Report;
    expect(ready).toBe(true);
    const journal = checks['journal']?.detail ?? '';
    // A body of one line and two empty ones is three records that are none.
    expect(journal).toMatch(/4 skipped, unreadable: at offset \d+ \(entry \d+\)/);
    expect(journal).toMatch(/1 skipped, not applied to LogLines: at offset \d+ \(entry \d+\)/);
    expect(checks['schedule log']?.detail).toMatch(/1 skipped, without a time: at entry \d+/);
  }

  async function expectWork(url: string, id: string): Promise<void> {
    const event = { id, tipo: 'AFTER', payload: {} };
    const { body, status } = await post(`${system.gatewayUrl}/send`, event);
    expect(status).toBe(202);
    await waitFor('the event', async () => {
      const story = await get(`${url}/messages/${String(body.messageId)}`);
      return story.status === 200;
    });
  }

  it('ends no worker, which says where they stand and shows everything else (I15) (row 45)', async () => {
    await expectWork(system.workerUrl, 'one');
    await expectWell(system.workerUrl);
  });

  it('keeps no other worker from starting, and that one says the same', async () => {
    second = AppProcess.start('worker', { RABBITMQ_URL: system.vhost.url });
    const url = await second.ready();
    await expectWell(url);
    await expectWork(url, 'two');
    await expectWell(system.workerUrl);
  });

  it('nor do 12,000 with names of their own change what is done about dead letters', async () => {
    const connection = await connect(system.vhost.url);
    const channel = await connection.createConfirmChannel();
    for (let entry = 0; entry < 12; entry += 1) {
      const headers = { 'warren-records': 1_000 };
      channel.sendToQueue(topology.journal.queue, Buffer.from(forgedEntry(entry)), { headers });
    }
    await channel.waitForConfirms();
    await connection.close();
    const urls = [system.workerUrl, String(await second?.address())];
    for (const url of urls) {
      await expectWork(url, 'three');
      // One of those above counts too.
      const rows = await waitFor('the counts', async () => {
        const found = (await get(`${url}/stats`)).body as unknown as Record<string, unknown>[];
        const hour = found.filter(({ hour: begin }) => begin === '2026-01-02T03:00:00.000Z');
        const events = hour.reduce((sum, row) => sum + Number(row['events']), 0);
        return events === 6_001 ? hour : undefined;
      });
      expect(rows).toHaveLength(501);
      expect(rows.find(({ tipo }) => tipo === '(other)')).toMatchObject({ events: 5_501 });
    }
    const order = { filter: {}, reason: 'no event' };
    const answers = await Promise.all(
      urls.map((url) => post(`${url}/dead-letters/discard`, order)),
    );
    const discarded = answers.map(({ body }) => Number(body.discarded));
    expect(discarded.reduce((sum, each) => sum + each)).toBe(4);
  });
});

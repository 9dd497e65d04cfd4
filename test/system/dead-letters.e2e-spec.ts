import { queues, topology } from '@warren/contracts';
import { get, post, startSystem, waitFor, type RunningSystem } from '@warren/testing';
import { connect } from 'amqplib';

const { etlJobs, mensajes } = queues;

interface Letter {
  readonly deadLetterId: string;
  readonly messageId: string;
  readonly queue: string;
  readonly state: string;
  readonly cause: string;
  readonly failure: { readonly code: string };
  readonly redrives: number;
  readonly body: string;
}

interface Group {
  readonly group: string;
  readonly queue: string;
  readonly code: string;
  readonly count: number;
}

/** A line of the answer to a redrive. */
interface Line {
  readonly deadLetterId?: string;
  readonly outcome?: string;
  readonly summary?: object;
}

describe('dead letters', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  /** What one test leaves open is not for the next to see. */
  afterEach(async () => {
    await discard({});
    await waitFor('none to be open', async () => (await look<Letter[]>('')).length === 0);
  });

  afterAll(() => system.stop());

  async function send(lab: object, path = 'send'): Promise<string> {
    const event = { id: 'e1', tipo: 'LAB', payload: { lab } };
    const { body, status } = await post(`${system.gatewayUrl}/${path}`, event);
    expect(status).toBe(202);
    return String(body.messageId);
  }

  async function look<T>(path: string): Promise<T> {
    return (await get(`${system.workerUrl}/dead-letters${path}`)).body as T;
  }

  const untilListed = (count: number, query = ''): Promise<Letter[]> =>
    waitFor(`${count} dead letters`, async () => {
      const letters = await look<Letter[]>(`?limit=1000${query}`);
      return letters.length >= count ? letters : undefined;
    });

  const discard = async (filter: object): Promise<object> =>
    (await post(`${system.workerUrl}/dead-letters/discard`, { filter, reason: 'a test' })).body;

  async function redrive(order: object): Promise<{ lines: Line[]; summary: unknown }> {
    const url = `${system.workerUrl}/dead-letters/redrive`;
    const { body, headers, status } = await post(url, { reason: 'repaired', ...order });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    const lines = String(body.text).trimEnd().split('\n');
    const parsed = lines.map((line) => JSON.parse(line) as Line);
    return { lines: parsed.slice(0, -1), summary: parsed.at(-1)?.summary };
  }

  const untilProcessed = (messageId: string): Promise<unknown> =>
    waitFor('it to be processed', () =>
      system.worker.lines.find((line) => line.msg === 'processed' && line.messageId === messageId),
    );

  it('are listed and grouped with their reason, and nothing is left in their queue (I7)', async () => {
    const ids = [await send({ fail: 'permanent' }), await send({ fail: 'permanent' })];
    await send({ fail: 'permanent' }, 'direct/etl.job');
    const letters = await untilListed(3);
    const ofMensajes = letters.filter(({ queue }) => queue === mensajes.name);
    expect(ofMensajes.map(({ messageId }) => messageId).sort()).toEqual(ids.sort());
    expect(ofMensajes).toMatchObject(
      ids.map(() => ({
        state: 'open',
        cause: 'failed',
        failure: { code: 'lab_permanent' },
        exchange: '',
        routingKey: mensajes.name,
        attempt: 1,
        redrives: 0,
      })),
    );
    expect(await look<Group[]>('/groups')).toMatchObject([
      { queue: mensajes.name, code: 'lab_permanent', count: 2 },
      { queue: etlJobs.name, code: 'lab_permanent', count: 1 },
    ]);
    expect(await look<Letter[]>('?queue=etl.jobs&text=permanent')).toHaveLength(1);
    expect(await look<Letter[]>('?cause=expired')).toEqual([]);
    await waitFor('their queue to be empty', async () => {
      const queue = (await system.vhost.management.queues()).find(
        ({ name }) => name === topology.deadLetters.queue,
      );
      return queue?.messages === 0;
    });
  });

  it('that are edited and redriven are processed under their id, once, however often it is pressed (I8)', async () => {
    const messageId = await send({ fail: 'permanent' });
    const [letter] = await untilListed(1);
    const ids = [letter?.deadLetterId];
    const payload = { repaired: true };
    const unfit = { ids, payload: 'none', reason: 'r' };
    const refused = await post(`${system.workerUrl}/dead-letters/redrive`, unfit);
    expect(refused.status).toBe(400);
    const pressed = await Promise.all([
      redrive({ ids, payload, by: 'ana' }),
      redrive({ ids, payload, by: 'ana' }),
    ]);
    expect(pressed.flatMap(({ lines }) => lines.map(({ outcome }) => outcome)).sort()).toEqual([
      'redriven',
      'skipped',
    ]);
    await untilProcessed(messageId);
    const shown = await waitFor('the record', async () => {
      const one = await look<Letter>(`/${String(letter?.deadLetterId)}`);
      return one.state === 'redriven' ? one : undefined;
    });
    expect(shown).toMatchObject({
      body: letter?.body,
      action: { kind: 'redriven', by: 'ana', reason: 'repaired', edited: { id: 'e1', payload } },
    });
    expect((await redrive({ ids })).summary).toEqual({
      redriven: 0,
      skipped: 1,
      failed: 0,
      left: 0,
    });
    expect(await look<Letter[]>('')).toEqual([]);
  });

  it('of a group are spared when the canary fails again, which is said of it', async () => {
    for (let n = 0; n < 3; n += 1) await send({ fail: 'permanent' });
    await untilListed(3);
    const [group] = await look<Group[]>('/groups');
    const { lines, summary } = await redrive({ group: group?.group, canary: true });
    expect(summary).toEqual({
      redriven: 1,
      skipped: 0,
      failed: 0,
      left: 2,
      stopped: 'canary_failed',
    });
    const again = await waitFor('it to be back', async () =>
      (await look<Letter[]>('')).find(({ redrives }) => redrives === 1),
    );
    expect(await look(`/${again.deadLetterId}`)).toMatchObject({
      redrives: 1,
      previousActions: [{ kind: 'redriven', deadLetterId: lines[0]?.deadLetterId }],
    });
  });

  it('can be put away with a reason', async () => {
    const ids = [await send({ fail: 'permanent' })];
    ids.push(await send({ fail: 'permanent' }, 'direct/etl.job'));
    await untilListed(2);
    const filter = { queue: etlJobs.name };
    expect(await discard(filter)).toEqual({ discarded: 1, skipped: 0, failed: 0, left: 0 });
    const all = await waitFor('the record', async () => {
      const known = await look<Letter[]>('?state=any&limit=1000');
      const letters = known.filter(({ messageId }) => ids.includes(messageId));
      return letters.some(({ state }) => state === 'discarded') ? letters : undefined;
    });
    expect(all.map(({ queue, state }) => [queue, state]).sort()).toEqual([
      [etlJobs.name, 'discarded'],
      [mensajes.name, 'open'],
    ]);
  });

  it('may be rubbish, which affects no other message', async () => {
    const connection = await connect(system.vhost.url);
    const channel = await connection.createConfirmChannel();
    const exchange = topology.deadLetters.exchange.name;
    channel.publish(exchange, '', Buffer.from([0xff, 0xfe]));
    channel.publish(exchange, mensajes.name, Buffer.from('null'), {
      messageId: 'x',
      headers: { 'x-death': [{ queue: 7 }], 'warren-attempt': 'many' },
    });
    await channel.waitForConfirms();
    await connection.close();
    const letters = await untilListed(2);
    expect(letters).toMatchObject([
      { cause: 'rejected', encoding: 'base64', failure: { code: 'unexplained' } },
      { cause: 'rejected', messageId: 'x', body: 'null' },
    ]);
    const { lines, summary } = await redrive({ filter: {} });
    expect(lines.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(summary).toMatchObject({ redriven: 0, failed: 2 });
    expect((await get(`${system.workerUrl}/readyz`)).status).toBe(200);
  });

  it('are for everybody to see and for operators to act on', async () => {
    const strange = { origin: 'http://elsewhere.example' };
    for (const action of ['redrive', 'discard']) {
      const url = `${system.workerUrl}/dead-letters/${action}`;
      const order = { filter: {}, reason: 'r' };
      const { body, status } = await post(url, order, 'application/json', strange);
      expect({ status, body }).toMatchObject({ status: 403, body: { code: 'operations_locked' } });
      const unclear = { filter: {}, group: 'g', reason: 'r' };
      expect((await post(url, unclear)).status).toBe(400);
      expect((await post(url, { filter: {} })).status).toBe(400);
    }
    expect((await get(`${system.workerUrl}/dead-letters/none`)).status).toBe(404);
    expect((await get(`${system.workerUrl}/dead-letters?limit=1001`)).status).toBe(400);
  });
});

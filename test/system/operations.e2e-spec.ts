import { topology } from '@warren/contracts';
import { headers as names } from '@warren/model';
import { AppProcess, get, post, startSystem, waitFor, type RunningSystem } from '@warren/testing';
import { connect } from 'amqplib';

const OF_EACH = 100;
const CAUSES = ['broken', 'late', 'unknown'] as const;
/** What makes the worker's handler refuse them. */
const PATCH = [{ op: 'remove', path: '/payload/lab' }];

interface Operation {
  readonly id: string;
  readonly state: string;
  readonly stopped?: string;
  readonly canary?: string;
  readonly left: number;
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Publishes dead letters of three causes to where they are recorded. */
async function fill(brokerUrl: string): Promise<void> {
  const connection = await connect(brokerUrl);
  const channel = await connection.createConfirmChannel();
  for (const code of CAUSES) {
    for (let n = 0; n < OF_EACH; n += 1) {
      const messageId = `${code}-${n}`;
      const event = { id: messageId, tipo: 'OPS', payload: { n, lab: { fail: 'permanent' } } };
      const headers = {
        [names.queue]: 'mensajes',
        [names.failureCode]: code,
        [names.failureMessage]: `it is ${code}`,
      };
      const body = Buffer.from(JSON.stringify(event));
      channel.sendToQueue(topology.deadLetters.queue, body, { messageId, headers });
    }
  }
  await channel.waitForConfirms();
  await connection.close();
}

describe('an operation on many dead letters', () => {
  let system: RunningSystem;
  let desk: AppProcess;
  let url: string;

  const startDesk = (): AppProcess => AppProcess.start('desk', { RABBITMQ_URL: system.vhost.url });

  beforeAll(async () => {
    system = await startSystem();
    desk = startDesk();
    url = await desk.ready();
    await fill(system.vhost.url);
    await untilOpen({ broken: OF_EACH, late: OF_EACH, unknown: OF_EACH });
  });

  afterAll(async () => {
    await desk.stop();
    await system.stop();
  });

  async function countOpen(code: string): Promise<number> {
    const { body } = await get(`${url}/dead-letters?limit=1000&code=${code}`);
    return (body as unknown as object[]).length;
  }

  const untilOpen = async (counts: Record<string, number>): Promise<void> => {
    for (const [code, count] of Object.entries(counts)) {
      await waitFor(`${count} of ${code}`, async () => (await countOpen(code)) === count);
    }
  };

  async function begin(order: object, at = url): Promise<Operation> {
    const { body, status } = await post(`${at}/operations`, { reason: 'mended', ...order });
    expect({ status, body }).toMatchObject({ status: 202 });
    return body as unknown as Operation;
  }

  const look = async (id: string): Promise<Operation> =>
    (await get(`${url}/operations/${id}`)).body as unknown as Operation;

  const untilIt = (
    what: string,
    id: string,
    is: (each: Operation) => boolean,
  ): Promise<Operation> =>
    waitFor(
      what,
      async () => {
        const operation = await look(id);
        return is(operation) ? operation : undefined;
      },
      120_000,
    );

  /** How often each message of a cause was processed. */
  const processedOf = (code: string): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { messageId, msg } of system.worker.lines) {
      const id = String(messageId);
      if (msg !== 'processed' || !id.startsWith(`${code}-`)) continue;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  };

  const untilProcessedOnce = async (code: string): Promise<void> => {
    await waitFor('all to be processed', () => processedOf(code).size === OF_EACH);
    expect([...processedOf(code).values()].every((each) => each === 1)).toBe(true);
  };

  async function redrivenIds(): Promise<string[]> {
    const { body } = await get(`${url}/audit?action=redriven&limit=1000`);
    return (body as unknown as { messageId: string }[]).map(({ messageId }) => messageId);
  }

  it('previews, patches one cause with a canary first, and goes on where it was after its desk was killed', async () => {
    const filter = { code: 'broken' };
    const preview = await post(`${url}/dead-letters/preview`, { filter, patch: PATCH });
    expect(String(preview.body.text).trimEnd().split('\n').at(-1)).toContain('"would_pass":100');

    const order = { action: 'redrive', filter, patch: PATCH, canary: { count: 1 }, rate: 10 };
    const { id, total } = await begin(order);
    expect(total).toBe(OF_EACH);
    await untilIt('twenty to be done', id, ({ counts }) => (counts.done ?? 0) >= 20);
    await desk.stop('SIGKILL');
    desk = startDesk();
    url = await desk.ready();

    const over = await untilIt('its end', id, (each) => each.state === 'ended');
    expect(over.stopped).toBeUndefined();
    expect(over).toMatchObject({ canary: 'passed', left: 0, counts: { done: OF_EACH, failed: 0 } });
    await untilIt('the results', id, ({ counts }) => counts.succeeded === OF_EACH);
    await untilProcessedOnce('broken');
    const ids = await redrivenIds();
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(OF_EACH);
    await untilOpen({ broken: 0, late: OF_EACH, unknown: OF_EACH });
    expect(processedOf('late').size + processedOf('unknown').size).toBe(0);
    const { body } = await get(`${url}/audit?action=redrive`);
    const result = '100 done, 0 skipped, 0 refused, 0 failed, 0 left';
    expect(body).toMatchObject([{ operationId: id, queue: '100 dead letters', result }]);
  });

  it('stops after a canary that fails again, with the others untouched', async () => {
    const order = { action: 'redrive', filter: { code: 'late' }, canary: { count: 1 } };
    const { id } = await begin(order);
    const over = await untilIt('its end', id, (each) => each.state === 'ended');
    expect(over).toMatchObject({ stopped: 'canary_failed', canary: 'failed', left: OF_EACH - 1 });
    expect(over.counts).toMatchObject({ done: 1, deadAgain: 1 });
    await untilOpen({ late: OF_EACH - 1 });
  });

  it('can be aborted, and is shown as it goes', async () => {
    const filter = { code: 'late' };
    const { id } = await begin({ action: 'discard', filter, rate: 0.2 });
    const progress = await fetch(`${url}/operations/${id}/progress`);
    expect(progress.headers.get('content-type')).toContain('text/event-stream');
    const aborted = await fetch(`${url}/operations/${id}`, { method: 'DELETE' });
    expect(aborted.status).toBe(202);
    // It ends with the operation.
    const frames = (await progress.text()).trimEnd().split('\n\n');
    expect(frames.at(-1)).toContain('"state":"ended","stopped":"aborted"');
    const { left } = await look(id);
    expect(left).toBeGreaterThan(OF_EACH / 2);
    expect(await countOpen('late')).toBe(left);
  });

  it('does nothing twice when two desks are asked for the same at once', async () => {
    const other = startDesk();
    try {
      const otherUrl = await other.ready();
      await waitFor('the other desk to know them', async () => {
        const { body } = await get(`${otherUrl}/dead-letters?limit=1000&code=unknown`);
        return (body as unknown as object[]).length === OF_EACH;
      });
      // Until it has read all of the journal it answers `not_ready` to an order by a filter.
      await waitFor('the other desk to have read all', async () => {
        const body = JSON.stringify({ filter: { code: 'unknown' } });
        const headers = { 'content-type': 'application/json' };
        const asked = { method: 'POST', headers, body };
        const answer = await fetch(`${otherUrl}/dead-letters/preview`, asked);
        await answer.text();
        return answer.ok;
      });
      const order = { action: 'redrive', filter: { code: 'unknown' }, patch: PATCH };
      const begun = await Promise.all([begin(order), begin(order, otherUrl)]);
      const isOver = (each: Operation): boolean => each.state === 'ended';
      const over = await Promise.all(begun.map(({ id }) => untilIt('its end', id, isOver)));
      const sum = (name: string): number =>
        over.reduce((all, { counts }) => all + (counts[name] ?? 0), 0);
      expect([sum('done'), sum('failed')]).toEqual([OF_EACH, 0]);
      expect(sum('skipped')).toBe(begun[0].total + begun[1].total - OF_EACH);
      await untilProcessedOnce('unknown');
    } finally {
      await other.stop();
    }
  });
});

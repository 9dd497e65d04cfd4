import {
  allowQueues,
  AppProcess,
  createVhost,
  forbidPublishing,
  forbidQueue,
  get,
  post,
  restartQuorumQueue,
  startOwnBroker,
  stopQuorumQueue,
  waitFor,
  type Vhost,
} from '@warren/testing';
import { connect } from 'amqplib';
import { readRepository } from '../prove/read-repositories.harness';
import { expectShortPauses, SteadyPublishing } from './steady-publishing';

const event = { id: 'e1', tipo: 'T', payload: {} };
const LEADERLESS = 'logs.warning';
const FORBIDDEN = 'logs.error';
const DEAD_LETTERS = 'dead-letters';
const COMMANDS = 'commands';
/** Of the load, before anything is in trouble. */
const CONTROL_EVENTS = 200;
/** What the load may pause for, in milliseconds: beside its longest pause on this machine before. */
const MAX_PAUSE_MS = 1_500;

/** Two queues of a running system in trouble, each in another way, on one node. */
describe('a system two of whose queues are unavailable', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;
  let vhost: Vhost;
  let gateway: AppProcess;
  let worker: AppProcess;
  let gatewayUrl: string;
  let workerUrl: string;

  beforeAll(async () => {
    broker = await startOwnBroker();
    vhost = await createVhost(broker);
    await startApps();
  });

  afterAll(async () => {
    await Promise.all([gateway?.stop(), worker?.stop()]);
    await broker?.discard();
  });

  async function startApps(): Promise<void> {
    gateway = AppProcess.start('gateway', { RABBITMQ_URL: vhost.url });
    worker = AppProcess.start('worker', { RABBITMQ_URL: vhost.url });
    [gatewayUrl, workerUrl] = await Promise.all([gateway.ready(), worker.ready()]);
  }

  const send = (path: string): ReturnType<typeof post> => post(`${gatewayUrl}${path}`, event);
  const checksOf = async (url: string): Promise<unknown> =>
    (await get(`${url}/readyz?verbose`)).body.checks;

  /** Publishes, and resolves when it was processed. */
  async function processed(path: string): Promise<void> {
    const { body, status } = await send(path);
    expect(status).toBe(202);
    await waitFor(`${path} to be processed`, () =>
      worker.lines.some(
        ({ messageId, msg }) => msg === 'processed' && messageId === body.messageId,
      ),
    );
  }

  /** When events of a queue were processed, as the worker logged. */
  const processedAt = (queue: string): number[] =>
    worker.lines
      .filter((line) => line.msg === 'processed' && line.queue === queue)
      .map((line) => (line as unknown as { time: number }).time);

  const linesAbout = (app: AppProcess, queue: string, what: string): unknown[] =>
    app.lines.filter((line) => line.queue === queue && line.msg.includes(what));

  it('works for all other queues, names those, and consumes them again when they are back (row 51)', async () => {
    const load = new SteadyPublishing([gatewayUrl], event, '/direct/info');
    const confirmedAt = (): number[] => load.confirmed.map(({ at }) => at);
    await waitFor('a load', () => processedAt('logs.info').length > CONTROL_EVENTS);
    const control = { publish: confirmedAt(), process: processedAt('logs.info') };
    await stopQuorumQueue(broker, { vhost: vhost.name, queue: LEADERLESS });
    await forbidQueue(broker, { vhost: vhost.name, queue: FORBIDDEN });
    await broker.rabbitmqctl(['delete_queue', '-p', vhost.name, FORBIDDEN]);
    await waitFor('the gateway to miss it', async () => {
      const { body, headers, status } = await send('/direct/error');
      return (
        status === 503 && body.code === 'queue_unavailable' && headers.get('retry-after') === '5'
      );
    });
    expect(await send('/direct/warning')).toMatchObject({ status: 503 });
    expect(await send('/direct/inf')).toMatchObject({ status: 422, body: { code: 'unroutable' } });
    await processed('/send');
    await processed('/direct/info');
    await load.stop();
    expect(load.answers.length).toBe(load.confirmed.length);
    expectShortPauses('202s', confirmedAt(), control.publish, MAX_PAUSE_MS);
    expectShortPauses('successes', processedAt('logs.info'), control.process, MAX_PAUSE_MS);

    await Promise.all([gateway.stop(), worker.stop()]);
    await startApps();
    await waitFor('both to be named', async () => {
      const { body } = await get(`${workerUrl}/consumers`);
      const all = body as unknown as { queue: string; unavailable: string | null }[];
      const missing = all.filter(({ unavailable }) => unavailable !== null);
      return missing.map(({ queue }) => queue).join() === `${FORBIDDEN},${LEADERLESS}`;
    });
    await processed('/send');
    await waitFor('readiness', async () => (await get(`${workerUrl}/readyz`)).status === 200);
    expect(await checksOf(workerUrl)).toMatchObject({
      consumers: {
        ok: true,
        detail: expect.stringContaining('degraded: unavailable: ') as unknown,
      },
      topology: { ok: true, detail: `degraded: unavailable: ${FORBIDDEN} (no permission)` },
    });
    expect(await checksOf(gatewayUrl)).toMatchObject({
      topology: { ok: true, detail: `degraded: unavailable: ${FORBIDDEN} (no permission)` },
    });
    expect(await send('/direct/error')).toMatchObject({
      status: 503,
      body: { code: 'queue_unavailable' },
    });

    await allowQueues(broker, vhost.name);
    await restartQuorumQueue(broker, { vhost: vhost.name, queue: LEADERLESS });
    for (const path of ['/direct/error', '/direct/warning']) {
      await waitFor(`${path} to be accepted`, async () => (await send(path)).status === 202);
      await processed(path);
    }
    for (const url of [gatewayUrl, workerUrl])
      await waitFor(`${url} to have both`, async () => {
        const { body } = await get(`${url}/readyz?verbose`);
        return !JSON.stringify(body).includes('degraded');
      });
    expect(linesAbout(gateway, FORBIDDEN, 'is unavailable')).toHaveLength(1);
    expect(linesAbout(gateway, FORBIDDEN, 'available again')).toHaveLength(1);
    expect(linesAbout(worker, LEADERLESS, 'is unavailable')).toHaveLength(1);
    expect(linesAbout(worker, LEADERLESS, 'available again')).toHaveLength(1);
  });

  it('works without the dead letters and the commands: what fails is held, all else is processed', async () => {
    await stopQuorumQueue(broker, { vhost: vhost.name, queue: DEAD_LETTERS });
    await forbidQueue(broker, { vhost: vhost.name, queue: COMMANDS });
    await Promise.all([gateway.stop(), worker.stop()]);
    await startApps();
    await waitFor('both to be named', async () => {
      const checks = JSON.stringify(await checksOf(workerUrl));
      return [DEAD_LETTERS, COMMANDS].every((queue) =>
        checks.includes(`"ok":true,"detail":"degraded: unavailable: ${queue}"`),
      );
    });
    expect((await get(`${workerUrl}/readyz`)).status).toBe(200);
    await processed('/send');
    await processed('/direct/warning');

    await allowQueues(broker, vhost.name);
    await restartQuorumQueue(broker, { vhost: vhost.name, queue: DEAD_LETTERS });
    await waitFor('both to be there', async () => {
      const checks = JSON.stringify(await checksOf(workerUrl));
      return !checks.includes('degraded') && !checks.includes('"ok":false');
    });
  });

  it('acks nothing while it may not write records, says so, and processes each once when it may', async () => {
    // The journal is written by way of the default exchange.
    await forbidPublishing(broker, vhost.name, 'amq.default');
    await broker.rabbitmqctl(['close_all_connections', 'to ask for permissions again']);
    const sent = await waitFor('the gateway to publish', async () => {
      const answer = await send('/direct/info');
      return answer.status === 202 ? String(answer.body.messageId) : undefined;
    });
    await waitFor('readiness to be red', async () => {
      const checks = JSON.stringify(await checksOf(workerUrl));
      return checks.includes('consequence cannot be confirmed');
    });
    expect((await get(`${workerUrl}/livez`)).status).toBe(200);
    expect(await readRepository(workerUrl)).not.toContain(`logs.info ${sent}`);

    await allowQueues(broker, vhost.name);
    await waitFor('readiness', async () => (await get(`${workerUrl}/readyz`)).status === 200);
    await waitFor('the record', async () =>
      (await readRepository(workerUrl)).includes(`logs.info ${sent}`),
    );
    await processed('/send');
    const shown = await readRepository(workerUrl);
    expect(shown.filter((each) => each.endsWith(sent))).toHaveLength(1);
    expect((await get(`${workerUrl}/dead-letters?messageId=${sent}&state=any`)).body).toEqual([]);
  });

  it('declares the exchange of dead letters again, and then each of them is there once', async () => {
    const raw = await connect(vhost.url);
    try {
      const channel = await raw.createConfirmChannel();
      await channel.deleteExchange(DEAD_LETTERS);
      for (const messageId of ['no-exchange-1', 'no-exchange-2'])
        channel.sendToQueue('mensajes', Buffer.from('[]'), { messageId, persistent: true });
      await channel.waitForConfirms();
      for (const id of ['no-exchange-1', 'no-exchange-2']) {
        const found = await waitFor(`${id} to be recorded`, async () => {
          const { body } = await get(`${workerUrl}/dead-letters?messageId=${id}&state=any`);
          return (body as unknown as unknown[]).length > 0 ? body : undefined;
        });
        expect(found).toHaveLength(1);
      }
      await processed('/send');
    } finally {
      await raw.close();
    }
  });
});

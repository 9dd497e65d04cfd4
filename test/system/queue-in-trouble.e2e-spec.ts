import {
  allowQueues,
  AppProcess,
  createVhost,
  forbidQueue,
  get,
  post,
  restartQuorumQueue,
  startOwnBroker,
  stopQuorumQueue,
  waitFor,
  type Vhost,
} from '@warren/testing';

const event = { id: 'e1', tipo: 'T', payload: {} };
const LEADERLESS = 'logs.warning';
const FORBIDDEN = 'logs.error';

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

  const linesAbout = (app: AppProcess, queue: string, what: string): unknown[] =>
    app.lines.filter((line) => line.queue === queue && line.msg.includes(what));

  it('works for all other queues, names those, and consumes them again when they are back (row 51)', async () => {
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
});

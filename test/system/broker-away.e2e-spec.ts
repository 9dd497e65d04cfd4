import { AppProcess, get, post, startOwnBroker, waitFor } from '@warren/testing';

const event = { id: 'e', tipo: 'AWAY', payload: {} };

describe('a broker that goes away', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;
  let apps: AppProcess[] = [];

  beforeAll(async () => {
    broker = await startOwnBroker();
  });

  afterEach(async () => {
    await Promise.all(apps.map((app) => app.stop()));
    apps = [];
  });

  afterAll(() => broker.discard());

  function start(url = broker.url): AppProcess[] {
    apps = [
      AppProcess.start('gateway', { RABBITMQ_URL: url }),
      AppProcess.start('worker', { RABBITMQ_URL: url }),
    ];
    return apps;
  }

  it('while both run: 503 at once, both come back by themselves, nothing confirmed is lost', async () => {
    const [gateway, worker] = start() as [AppProcess, AppProcess];
    const [gatewayUrl, workerUrl] = await Promise.all([gateway.ready(), worker.ready()]);
    const confirmed: string[] = [];
    const publish = async (): Promise<number> => {
      const { status, body } = await post(`${gatewayUrl}/send`, event);
      if (status === 202) confirmed.push(String(body.messageId));
      return status;
    };
    for (let n = 0; n < 50; n += 1) expect(await publish()).toBe(202);

    await broker.stop();
    const refused = await waitFor('a refusal', async () => {
      const answer = await post(`${gatewayUrl}/send`, event);
      return answer.status === 503 ? answer : undefined;
    });
    expect(refused.body).toMatchObject({ code: 'refused', outcome: 'refused' });
    expect(refused.headers.get('retry-after')).toBe('1');
    for (const url of [gatewayUrl, workerUrl]) {
      expect((await get(`${url}/livez`)).status).toBe(200);
      const notReady = await waitFor('it to be not ready', async () => {
        const answer = await get(`${url}/readyz`);
        return answer.status === 503 ? answer : undefined;
      });
      expect(notReady.body).toMatchObject({ code: 'not_ready', checks: { broker: { ok: false } } });
    }

    await broker.restart();
    await Promise.all([gateway.ready(), worker.ready()]);
    for (let n = 0; n < 50; n += 1) expect(await publish()).toBe(202);
    await waitFor('every confirmed event to be processed', () => {
      const done = new Set(
        worker.lines.filter(({ msg }) => msg === 'processed').map((l) => l.messageId),
      );
      return confirmed.every((id) => done.has(id));
    });
    expect(confirmed).toHaveLength(100);
  });

  it('before they start: both run, are not ready, say so, and recover when it comes', async () => {
    await broker.stop();
    const [gateway, worker] = start() as [AppProcess, AppProcess];
    const [gatewayUrl, workerUrl] = await Promise.all([gateway.address(), worker.address()]);
    expect((await get(`${gatewayUrl}/livez`)).status).toBe(200);
    expect((await get(`${workerUrl}/readyz`)).status).toBe(503);
    expect((await post(`${gatewayUrl}/send`, event)).status).toBe(503);
    await waitFor('both to say so', () =>
      apps.every(({ lines }) =>
        lines.some(({ msg }) => /no connection to the broker; trying again/.test(msg)),
      ),
    );
    await broker.restart();
    await Promise.all([gateway.ready(), worker.ready()]);
    expect((await post(`${gatewayUrl}/send`, event)).status).toBe(202);
  });

  it('that refuses the password: both say so without showing it, and stay up', async () => {
    const url = new URL(broker.url);
    url.password = 'not-the-password';
    const [gateway, worker] = start(url.toString()) as [AppProcess, AppProcess];
    await Promise.all([gateway.address(), worker.address()]);
    await waitFor('both to say so', () =>
      apps.every(({ lines }) =>
        lines.some(
          (line) =>
            JSON.stringify(line).includes('ACCESS_REFUSED') ||
            JSON.stringify(line).includes('ACCESS-REFUSED'),
        ),
      ),
    );
    const output = JSON.stringify(apps.map(({ lines, plain }) => [lines, plain]));
    expect(output).not.toContain('not-the-password');
  });
});

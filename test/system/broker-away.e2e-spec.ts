import { AppProcess, get, post, startOwnBroker, waitFor } from '@warren/testing';
import { LANES, SteadyPublishing } from './steady-publishing';

const event = { id: 'e', tipo: 'AWAY', payload: {} };

/** How long a publish may wait here; an answer that took half of it has waited for a timeout. */
const PUBLISH_TIMEOUT_MS = 10_000;
/** The level of a warning. */
const WARN = 40;

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
      AppProcess.start('gateway', {
        RABBITMQ_URL: url,
        PUBLISH_TIMEOUT_MS: String(PUBLISH_TIMEOUT_MS),
      }),
      AppProcess.start('worker', { RABBITMQ_URL: url }),
    ];
    return apps;
  }

  it('while both run: 503 at once, both come back by themselves, nothing confirmed is lost', async () => {
    const [gateway, worker] = start() as [AppProcess, AppProcess];
    const [gatewayUrl, workerUrl] = await Promise.all([gateway.ready(), worker.ready()]);
    const publishing = new SteadyPublishing([gatewayUrl], event);
    await waitFor('confirms', () => publishing.confirmed.length >= 50);

    const stoppedAt = performance.now();
    await broker.stop();
    await waitFor('refusals', () => publishing.answers.some(({ status }) => status === 503));
    const refused = await post(`${gatewayUrl}/send`, event);
    expect(refused).toMatchObject({ status: 503, body: { code: 'refused', outcome: 'refused' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    for (const url of [gatewayUrl, workerUrl]) {
      expect((await get(`${url}/livez`)).status).toBe(200);
      const notReady = await waitFor('it to be not ready', async () => {
        const answer = await get(`${url}/readyz`);
        return answer.status === 503 ? answer : undefined;
      });
      expect(notReady.body).toMatchObject({ code: 'not_ready', checks: { broker: { ok: false } } });
    }

    const before = publishing.confirmed.length;
    await broker.restart();
    const restartedAt = performance.now();
    await Promise.all([gateway.ready(), worker.ready()]);
    await waitFor('confirms again', () => publishing.confirmed.length >= before + 50);
    await publishing.stop();
    expectPrompt(publishing);
    report(publishing, stoppedAt, restartedAt);
    for (const app of [gateway, worker]) expectOneLineEach(app);
    await waitFor('every confirmed event to be processed', () => {
      const done = new Set(
        worker.lines.filter(({ msg }) => msg === 'processed').map((l) => l.messageId),
      );
      return publishing.confirmed.every(({ messageId }) => done.has(messageId));
    });
  });

  /** Of an outage it says one line, and one when it is over; the other lines are of single messages. */
  function expectOneLineEach({ lines }: AppProcess): void {
    const said = lines
      .map(({ msg }) => msg)
      .filter((msg) => /^publishing: (no connection|connected to)/.test(msg));
    expect(said).toEqual([
      'publishing: connected to the broker',
      'publishing: no connection to the broker; trying again',
      expect.stringMatching(/^publishing: connected to the broker again, after [\d.]+ s$/),
    ]);
    const warnings = lines.filter(({ level, messageId, msg }) => {
      // A broker that is slow to set up what it is asked for is a fault of its own.
      return level >= WARN && messageId === undefined && !/^refused|still waiting/.test(msg);
    });
    expect(warnings.map(({ msg }) => msg)).toEqual([said[1]]);
  }

  /** No request hung, and each answer states the outcome. */
  function expectPrompt({ answers }: SteadyPublishing): void {
    const slowest = Math.max(...answers.map(({ took }) => took));
    expect(slowest).toBeLessThan(PUBLISH_TIMEOUT_MS / 2);
    // 504: in flight when the broker stopped, so the outcome is unknown.
    expect([202, 503, 504]).toEqual(expect.arrayContaining(answers.map(({ status }) => status)));
    expect(answers.filter(({ status }) => status === 504).length).toBeLessThanOrEqual(LANES);
    expect(answers.filter(({ status }) => status === 503).length).toBeGreaterThan(LANES);
  }

  function report({ answers }: SteadyPublishing, stoppedAt: number, restartedAt: number): void {
    const after = (status: number, since: number): string => {
      const first = answers.find((each) => each.status === status && each.at > since);
      return first ? `${Math.round(first.at - since)} ms` : 'never';
    };
    const refusals = answers.filter(({ status }) => status === 503).length;
    const slowest = Math.round(Math.max(...answers.map(({ took }) => took)));
    process.stdout.write(
      `broker away: first 503 after ${after(503, stoppedAt)}, ${refusals} of ${answers.length} ` +
        `answers 503, slowest ${slowest} ms, first 202 ${after(202, restartedAt)} after its return\n`,
    );
  }

  it('rows 1 and 2: before they start: both run, are not ready, say so, and recover when it comes', async () => {
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
    const { status, body } = await post(`${gatewayUrl}/send`, event);
    expect(status).toBe(202);
    await waitFor('the worker to consume', () =>
      worker.lines.some(
        ({ msg, messageId }) => msg === 'processed' && messageId === body.messageId,
      ),
    );
    // Less and less often: a storm would have been hundreds of lines.
    const attempts = worker.lines.filter(({ msg }) => /trying again/.test(msg)).length;
    expect(attempts).toBeLessThan(60);
  });

  it('row 3: that refuses the password: both say so without showing it, and stay up', async () => {
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

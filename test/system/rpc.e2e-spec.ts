import { commands } from '@warren/contracts';
import {
  AppProcess,
  createVhost,
  get,
  post,
  waitFor,
  type Answer,
  type Vhost,
} from '@warren/testing';
import { connect, type Channel } from 'amqplib';

const { buildReport, quoteOrder } = commands;
const COUNT = 1_000;
/** Longer than a slow machine needs to confirm a publish, and to stop. */
const PATIENCE = {
  PUBLISH_TIMEOUT_MS: '10000',
  DRAIN_TIMEOUT_MS: '60000',
  SHUTDOWN_GRACE_MS: '120000',
};

describe('requests with answers', () => {
  let vhost: Vhost;
  let gateway: AppProcess;
  let gatewayUrl: string;
  let workers: AppProcess[];

  beforeAll(async () => {
    vhost = await createVhost();
    gateway = AppProcess.start('gateway', { RABBITMQ_URL: vhost.url, ...PATIENCE });
    gatewayUrl = await gateway.ready();
  });

  beforeEach(() => {
    workers = [];
  });

  /** The commands that one test leaves are not for the workers of the next. */
  afterEach(async () => {
    await Promise.all(workers.map((each) => each.stop()));
    await withChannel((channel) => channel.purgeQueue('commands'));
  });

  afterAll(async () => {
    await gateway.stop('SIGKILL');
    await vhost.remove();
  });

  /** Starts one worker for each of these settings, and resolves with their addresses when they are ready. */
  async function startWorkers(...settings: Record<string, string>[]): Promise<string[]> {
    workers = settings.map((each) =>
      AppProcess.start('worker', { RABBITMQ_URL: vhost.url, ...PATIENCE, ...each }),
    );
    return Promise.all(workers.map((each) => each.ready()));
  }

  const ask = (command: { name: string }, data: object, timeoutMs?: number): Promise<Answer> =>
    post(`${gatewayUrl}/rpc/${command.name}`, { data, timeoutMs });
  const said = (msg: string): string[] =>
    workers.flatMap(({ lines }) =>
      lines.filter((line) => line.msg === msg).map(({ messageId }) => String(messageId)),
    );

  it('are 1,000 at once, each answered to its own caller, by both workers', async () => {
    await startWorkers({}, {});
    const asked = Array.from({ length: COUNT }, (_, n) => ({ sku: `SKU-${n}`, quantity: n + 1 }));
    const answers = await Promise.all(asked.map((data) => ask(quoteOrder, data, 60_000)));
    const answered = answers.map(({ status, body: { answer, code } }) =>
      Object.assign({ status, code }, answer),
    );
    expect(answered).toEqual(
      asked.map((data) => expect.objectContaining({ status: 200, ...data }) as object),
    );
    const ids = answers.map(({ body }) => body.messageId);
    expect(new Set(ids).size).toBe(COUNT);
    await waitFor('the workers to say so', () => said('done').length >= COUNT);
    expect(said('done').sort()).toEqual(ids.sort());
    for (const { lines } of workers) {
      expect(lines.filter(({ msg }) => msg === 'done').length).toBeGreaterThan(COUNT / 10);
    }
  });

  it('are answered by another worker when one is killed in their midst, or 504, never wrong', async () => {
    await startWorkers({}, {});
    const [doomed] = workers as [AppProcess];
    const asked = Array.from({ length: 300 }, (_, n) => ({
      month: `${2000 + n}-01`,
      seconds: n % 3 === 0 ? 1 : 0.2,
    }));
    const asking = asked.map((data) => ask(buildReport, data, 30_000));
    await waitFor('it to run some', () => runningIn(doomed) > 10);
    await doomed.stop('SIGKILL');
    // By all that it has said, so that none of them had ended.
    const held = runningIn(doomed);
    const answers = await Promise.all(asking);

    const wrong = answers.filter(({ status, body }, n) => {
      const { month, tookMs } = (body.answer ?? {}) as { month?: string; tookMs?: number };
      const isOwn = month === asked[n]?.month && tookMs === Number(asked[n]?.seconds) * 1_000;
      return !(status === 200 && isOwn) && !(status === 504 && body.code === 'no_answer');
    });
    expect(wrong).toEqual([]);
    expect(held).toBeGreaterThan(0);
    // What it had in hand was begun again, under the same ids, by the other one, but for what was late.
    const again = said('report begun').filter((id, n, all) => all.indexOf(id) !== n);
    const done = answers.filter(({ status }) => status === 200);
    expect(again.length).toBeGreaterThanOrEqual(held - (answers.length - done.length));
    expect(again.length).toBeGreaterThan(0);
    expect(done.length).toBeGreaterThan(asked.length * 0.9);
  });

  function runningIn({ lines }: AppProcess): number {
    const count = (msg: string): number => lines.filter((line) => line.msg === msg).length;
    return count('report begun') - count('done');
  }

  it('are answered 503 at once when no worker serves commands', async () => {
    const [workerUrl] = await startWorkers({ WORKER_QUEUES: 'mensajes' });
    const { body } = await get(`${workerUrl}/readyz?verbose`);
    expect(body).toMatchObject({ checks: { commands: { ok: true, detail: 'not served here' } } });

    const startedAt = Date.now();
    const answer = await ask(quoteOrder, { sku: 'MUG-1', quantity: 1 }, 30_000);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    expect(answer).toMatchObject({ status: 503, body: { code: 'no_worker' } });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await messagesIn('commands')).toBe(0);
  });

  it('are refused at once while the broker is unavailable', async () => {
    const lonely = AppProcess.start('gateway', { RABBITMQ_URL: 'amqp://127.0.0.1:1' });
    const url = `${await lonely.address()}/rpc/${quoteOrder.name}`;
    const answer = await post(url, { data: { sku: 'MUG-1', quantity: 1 }, timeoutMs: 60_000 });
    expect(answer).toMatchObject({ status: 503, body: { code: 'refused', outcome: 'refused' } });
    expect(answer.headers.get('retry-after')).toBe('1');
    await lonely.stop('SIGKILL');
  });

  it('can have workers of their own, which consume nothing else', async () => {
    const [workerUrl] = await startWorkers({ WORKER_QUEUES: 'commands' });
    const { body } = await get(`${workerUrl}/readyz?verbose`);
    expect(body).toMatchObject({
      checks: {
        commands: { ok: true, detail: 'attached' },
        consumers: { ok: true, detail: 'none in this process' },
      },
    });
    expect((await ask(quoteOrder, { sku: 'MUG-1', quantity: 1 })).status).toBe(200);
    expect(await workers[0]?.stop()).toBe(0);
  });

  // The last one, since the gateway stops too.
  it('are finished and answered when both apps stop, and the rest is not begun (I10)', async () => {
    await startWorkers({}, {});
    const asking = Array.from({ length: 20 }, () =>
      ask(buildReport, { month: '2026-10', seconds: 1.5 }, 30_000),
    );
    await waitFor('all to run', () => said('report begun').length === 20);
    const ended = Promise.all([gateway, ...workers].map((each) => each.stop()));
    expect((await Promise.all(asking)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(await ended).toEqual([0, 0, 0]);
    expect(said('report begun')).toHaveLength(20);
  });

  async function messagesIn(queue: string): Promise<number> {
    return (await withChannel((channel) => channel.checkQueue(queue))).messageCount;
  }

  async function withChannel<T>(use: (channel: Channel) => Promise<T>): Promise<T> {
    const connection = await connect(vhost.url);
    const result = await use(await connection.createChannel());
    await connection.close();
    return result;
  }
});

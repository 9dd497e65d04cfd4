import { queues } from '@warren/contracts';
import { AppProcess, get, post, startSystem, waitFor, type RunningSystem } from '@warren/testing';

const QUEUE = queues.mensajes.name;

interface Consumed {
  readonly queue: string;
  readonly state: string;
  readonly prefetch: number;
}

interface Process {
  readonly name: string;
  readonly app: string;
  readonly pid: number;
  readonly state: string;
  readonly version: string;
  readonly queues: readonly Consumed[];
}

describe('orders to all workers', () => {
  let system: RunningSystem;
  let workers: AppProcess[];
  let desks: AppProcess[];
  let url: string;
  let otherUrl: string;

  beforeAll(async () => {
    system = await startSystem({}, 2);
    workers = [...system.workers];
    desks = [start('desk'), start('desk')];
    [url, otherUrl] = (await Promise.all(desks.map((each) => each.ready()))) as [string, string];
  });

  afterAll(async () => {
    await Promise.all([...desks, ...workers].map((each) => each.stop()));
    await system.stop();
  });

  function start(app: 'worker' | 'desk'): AppProcess {
    return AppProcess.start(app, { RABBITMQ_URL: system.vhost.url });
  }

  const seen = async (at: string): Promise<Process[]> =>
    (await get(`${at}/workers`)).body.processes as Process[];

  /** What the workers that live say of the queue, by process id. */
  const consumed = async (at: string): Promise<Map<number, Consumed>> => {
    const lives = (await seen(at)).filter(
      ({ app, state }) => app === 'worker' && state === 'alive',
    );
    const pairs = lives.map(({ pid, queues: all }) => {
      const one = all.find(({ queue }) => queue === QUEUE) as Consumed;
      return [pid, one] as const;
    });
    return new Map(pairs);
  };

  const untilAll = (at: string, wanted: Partial<Consumed>): Promise<true> =>
    waitFor(`all workers at ${at} to say ${JSON.stringify(wanted)}`, async () => {
      const all = await consumed(at);
      const isSo = workers.every(({ pid }) => {
        const one = all.get(pid);
        return Object.entries(wanted).every(([name, value]) => one?.[name as 'state'] === value);
      });
      return isSo || undefined;
    });

  const give = (at: string, path: string, body: object = {}): ReturnType<typeof post> =>
    post(`${at}/queues/${QUEUE}/${path}`, body);

  const actions = async (at: string): Promise<Record<string, unknown>[]> =>
    (await get(`${at}/audit`)).body as unknown as Record<string, unknown>[];

  it('shows the workers and gateways on each desk, and no queue without a worker', async () => {
    for (const at of [url, otherUrl]) {
      const { body } = await waitFor('all to be heard', async () => {
        const answer = await get(`${at}/workers`);
        const all = answer.body.processes as Process[];
        return answer.body.isComplete === true && all.length === 4 ? answer : undefined;
      });
      expect(body.notRun).toEqual([]);
      const apps = (body.processes as Process[]).map(({ app }) => app).sort();
      expect(apps).toEqual(['gateway', 'gateway', 'worker', 'worker']);
    }
    const pids = (await seen(url)).map(({ pid }) => pid);
    for (const { pid } of workers) expect(pids).toContain(pid);
  });

  it('pauses a queue everywhere, also in a worker that was killed and starts again, until it is resumed', async () => {
    const paused = await give(url, 'pause', { why: 'a test' });
    expect([paused.status, (paused.body.followedBy as string[]).length]).toEqual([200, 2]);
    await untilAll(otherUrl, { state: 'paused' });
    const killed = workers.pop() as AppProcess;
    await killed.stop('SIGKILL');
    const again = start('worker');
    workers.push(again);
    await again.ready();
    await untilAll(otherUrl, { state: 'paused' });
    const sent = await post(`${system.gatewayUrl}/send`, { id: '1', tipo: 'HELD', payload: {} });
    const attempts = async (): Promise<unknown> =>
      (await get(`${url}/messages/${String(sent.body.messageId)}`)).body.queues ?? [];
    await waitFor('the message to wait', async () => {
      const all = await system.vhost.management.queues();
      return all.find(({ name }) => name === QUEUE)?.messages === 1 || undefined;
    });
    expect(await attempts()).toEqual([]);
    // Its clock of the other desk has the one that was killed as alive for a while.
    const resumed = await waitFor('all that live to follow', async () => {
      const answer = await give(otherUrl, 'resume');
      return answer.status === 200 ? answer : undefined;
    });
    expect(resumed.body.waitingFor).toEqual([]);
    await waitFor('it to be processed', async () =>
      JSON.stringify(await attempts()).includes('"processed"'),
    );
    const [first] = (await actions(url)).filter(({ queue }) => queue === QUEUE);
    expect(first).toMatchObject({ action: 'pause', by: 'local', from: '127.0.0.1' });
    expect(first).toMatchObject({ reason: 'a test', result: '2 of 2 workers follow it' });
  });

  it('names who has not followed, and stands though the desk is killed before the answers', async () => {
    const [one, frozen] = workers as [AppProcess, AppProcess];
    await untilAll(url, { state: 'attached' });
    process.kill(frozen.pid, 'SIGSTOP');
    const asked = give(url, 'pause').catch(() => 'killed');
    const order = await waitFor('the order to be in the journal', async () => {
      const newest = (await actions(otherUrl)).at(-1);
      return newest?.action === 'pause' && newest.result === undefined ? newest : undefined;
    });
    await desks[0]?.stop('SIGKILL');
    expect(await asked).toBe('killed');
    expect(order.operationId).toBeDefined();
    await waitFor('the other to follow', async () => {
      return (await consumed(otherUrl)).get(one.pid)?.state === 'paused' || undefined;
    });
    process.kill(frozen.pid, 'SIGCONT');
    await untilAll(otherUrl, { state: 'paused' });
  });

  it('sets the prefetch of all workers, and answers 202 with who has not said so', async () => {
    const [, frozen] = workers as [AppProcess, AppProcess];
    const put = (body: object): Promise<Response> =>
      fetch(`${otherUrl}/queues/${QUEUE}/prefetch`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await put({ prefetch: 3 })).status).toBe(200);
    await untilAll(otherUrl, { prefetch: 3 });
    process.kill(frozen.pid, 'SIGSTOP');
    const late = await put({ prefetch: null });
    process.kill(frozen.pid, 'SIGCONT');
    const { waitingFor } = (await late.json()) as { waitingFor: string[] };
    expect([late.status, waitingFor.length]).toEqual([202, 1]);
    expect(waitingFor[0]?.endsWith(`:${frozen.pid}`)).toBe(true);
    await untilAll(otherUrl, { prefetch: queues.mensajes.prefetch });
    expect((await put({ prefetch: 0 })).status).toBe(400);
  });
});

import { setTimeout as wait } from 'node:timers/promises';
import {
  AppProcess,
  get,
  post,
  startCluster,
  waitFor,
  type Cluster,
  type ClusterNode,
} from '@warren/testing';
import { declareOn, lead, listenTo } from './queues-on-nodes.harness';
import { expectShortPauses, SteadyPublishing } from './steady-publishing';

const DOWN_MS = 4_000;
const DEADLINE_MS = 2_000;
/** Of the load, while all nodes are there. */
const CONTROL_EVENTS = 200;
/** What the load may pause for, in milliseconds: beside its longest pause on this machine before. */
const MAX_PAUSE_MS = 1_500;
const event = { id: 'e1', tipo: 'T', payload: {} };

interface Apps {
  readonly gateway: AppProcess;
  readonly worker: AppProcess;
  readonly gatewayUrl: string;
  readonly workerUrl: string;
}

/** The queue `jobs.priority` is a classic one, so it is on one node of three, and away with it. */
describe('a cluster of three nodes', () => {
  let cluster: Cluster;
  let apps: Apps;

  beforeAll(async () => {
    cluster = await startCluster();
    await declareOn(cluster.nodes[2].url, 'jobs.priority');
    apps = await startApps();
  });

  afterAll(async () => {
    await stopApps();
    await cluster?.discard();
  });

  async function startApps(): Promise<Apps> {
    const [first, second] = cluster.nodes;
    const settings = {
      RABBITMQ_URL: `${first.url},${second.url}`,
      PUBLISH_TIMEOUT_MS: '2000',
    };
    const gateway = AppProcess.start('gateway', settings);
    const worker = AppProcess.start('worker', settings);
    const [gatewayUrl, workerUrl] = await Promise.all([gateway.ready(), worker.ready()]);
    return { gateway, worker, gatewayUrl, workerUrl };
  }

  const stopApps = (): Promise<unknown> => Promise.all([apps?.gateway.stop(), apps?.worker.stop()]);

  /** When each message was processed, by its id, in milliseconds since the epoch. */
  const processed = (): Map<string, number> =>
    new Map(
      apps.worker.lines
        .filter(({ msg }) => msg === 'processed')
        .map((line) => [String(line.messageId), (line as unknown as { time: number }).time]),
    );

  const checksOf = async (url: string): Promise<Record<string, { ok: boolean; detail: string }>> =>
    (await get(`${url}/readyz?verbose`)).body.checks as never;

  const publishUrgent = (): ReturnType<typeof post> =>
    post(`${apps.gatewayUrl}/direct/job.priority`, {
      ...event,
      payload: { job: 'now' },
      options: { priority: 1 },
    });

  it('continues without the home node of a classic queue: nothing else waits, also after a restart of both apps (row 51)', async () => {
    const load = new SteadyPublishing([apps.gatewayUrl], event);
    await waitFor('a load', () => processed().size > CONTROL_EVENTS);
    const control = { publish: confirmedAt(load), process: [...processed().values()] };
    await cluster.nodes[2].kill();
    const killedAt = performance.now();
    await wait(DOWN_MS);
    // While the node is still down.
    await waitFor(
      'a load without it',
      () => load.confirmed.filter(({ at }) => at > killedAt + DOWN_MS).length > 20,
    );
    await load.stop();
    await waitFor('all to be processed', () =>
      load.confirmed.every(({ messageId }) => processed().has(messageId)),
    );
    expectShortPauses('202s', confirmedAt(load), control.publish, MAX_PAUSE_MS);
    const processedAt = [...processed().values()];
    expectShortPauses('successes', processedAt, control.process, MAX_PAUSE_MS);
    const urgent = await waitFor('the queue to be missed', async () => {
      const answer = await publishUrgent();
      return answer.status === 503 ? answer : undefined;
    });
    expect(urgent.body).toMatchObject({ code: 'queue_unavailable', outcome: 'refused' });
    expect(urgent.body.detail).toContain('`jobs.priority`');
    expect(urgent.headers.get('retry-after')).toBe('5');

    await stopApps();
    apps = await startApps();
    for (const url of [apps.gatewayUrl, apps.workerUrl])
      await waitFor('all other queues', async () => {
        const topology = (await checksOf(url))['topology'];
        return topology?.ok && topology.detail === 'degraded: unavailable: jobs.priority';
      });
    const { body: consumer } = await get(`${apps.workerUrl}/consumers/jobs.priority`);
    expect(consumer).toMatchObject({
      state: 'detached',
      unavailable: expect.any(String) as unknown,
    });
    const after = await post(`${apps.gatewayUrl}/send`, event);
    expect(after.status).toBe(202);
    await waitFor('it to be processed', () => processed().has(String(after.body.messageId)));
    expect((await publishUrgent()).status).toBe(503);

    await cluster.nodes[2].start();
    const back = await waitFor('the queue to be back', async () => {
      const answer = await publishUrgent();
      return answer.status === 202 ? answer : undefined;
    });
    await waitFor('it to be consumed', () => processed().has(String(back.body.messageId)));
    await waitFor(
      'no queue to be missed',
      async () => (await checksOf(apps.workerUrl))['topology']?.detail === 'in place',
    );
  });

  it.each([
    ['has led', 0],
    ['has not led', 1],
  ])(
    'confirms nothing without a majority: the gateway on the node that is left, which %s, is red after one deadline, refuses at once, and recovers with the nodes (row 52)',
    async (_, leader) => {
      const [left, ...lost] = cluster.nodes;
      const gateway = AppProcess.start('gateway', {
        RABBITMQ_URL: left.url,
        PUBLISH_TIMEOUT_MS: String(DEADLINE_MS),
      });
      try {
        const url = await gateway.ready();
        const send = (): ReturnType<typeof post> => post(`${url}/send`, event);
        const heartbeats = await listenTo(left, 'alive');
        await lead(cluster.nodes[leader] as ClusterNode, 'mensajes');
        expect((await send()).status).toBe(202);
        await Promise.all(lost.map((node) => node.kill()));
        expect((await send()).status).toBe(504);
        const silent = { ok: false, detail: 'the broker confirms nothing now' };
        expect((await checksOf(url))['broker']).toEqual(silent);
        const before = heartbeats.bodies.length;
        await waitFor('a heartbeat of it, which this node takes', () =>
          heartbeats.bodies.slice(before).some((body) => body.includes(`"pid":${gateway.pid}`)),
        );
        expect((await checksOf(url))['broker']).toEqual(silent);
        await heartbeats.stop();
        // One sender at a time is let through, and is in doubt.
        const answers = await Promise.all(Array.from({ length: 50 }, () => send()));
        expect(answers.filter(({ status }) => status !== 503).length).toBeLessThanOrEqual(1);
        await Promise.all(lost.map((node) => node.start()));
        await waitFor('it to be ready', async () => (await get(`${url}/readyz`)).status === 200);
        const doubts: unknown[] = [];
        const sent = await waitFor('an event to be confirmed', async () => {
          const answer = await send();
          if (answer.status === 504) doubts.push(answer.body);
          return answer.status === 202 ? answer : undefined;
        });
        // RabbitMQ 3.10 finds the leader by itself after 32.
        expect(doubts.length).toBeLessThan(16);
        await waitFor('it to be processed', () => processed().has(String(sent.body.messageId)));
      } finally {
        await gateway.stop();
      }
    },
  );
});

const confirmedAt = ({ confirmed }: SteadyPublishing): number[] => confirmed.map(({ at }) => at);

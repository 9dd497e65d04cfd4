import { join } from 'node:path';
import {
  AppProcess,
  eachOf,
  get,
  post,
  startSystem,
  waitFor,
  type RunningSystem,
} from '@warren/testing';
import { readRepository } from '../prove/read-repositories.harness';

/** How many events of each kind; and the queues each kind reaches. */
const COUNT = 1_000;
const HELD = 20;
const HOLD_HANDLER = join(__dirname, 'hold-handler.js');
const KINDS = [
  { path: '/send', queues: ['mensajes'] },
  { path: '/direct/info', queues: ['logs.info'] },
  {
    path: '/topic/orders.eu.created',
    queues: ['orders.created', 'orders.audit'],
    tipo: 'ORDER_CREATED',
    payload: { total: 99 },
  },
  {
    path: '/fanout',
    queues: ['notifications.email', 'notifications.sms', 'notifications.push'],
    payload: { text: 'Hello' },
  },
  {
    path: '/headers',
    queues: ['greetings.es'],
    payload: { name: 'Ana' },
    options: { headers: { lang: 'es' } },
  },
];
/** What follows from the orders: once from each, however often its handler ran. */
const FOLLOWING = { 'orders.paid': COUNT, 'orders.audit': 2 * COUNT, 'orders.shipped': COUNT };

describe('a worker that is killed', () => {
  let system: RunningSystem;
  let second: AppProcess | undefined;

  beforeAll(async () => {
    system = await startSystem({ NODE_OPTIONS: `--require ${HOLD_HANDLER}` });
  });

  afterAll(async () => {
    await second?.stop();
    await system.stop();
  });

  const saidBy = (worker: AppProcess | undefined, what: string): string[] =>
    (worker?.lines ?? [])
      .filter(({ msg }) => msg === what)
      .map(({ messageId, queue }) => `${queue} ${messageId}`);

  const processedBy = (worker: AppProcess | undefined): string[] => saidBy(worker, 'processed');

  function countByQueue(processed: readonly string[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const each of processed) {
      const [queue = ''] = each.split(' ');
      counts[queue] = (counts[queue] ?? 0) + 1;
    }
    return counts;
  }

  /** Events whose handlers run when this resolves and for as long as the worker lives. */
  async function hold(): Promise<string[]> {
    const held = await eachOf(Array.from({ length: HELD }), HELD, async () => {
      const event = { id: 'held', tipo: 'HOLD', payload: {} };
      const { body } = await post(`${system.gatewayUrl}/send`, event);
      return `mensajes ${String(body.messageId)}`;
    });
    await waitFor(
      'their handlers to run',
      () => system.worker.lines.filter(({ msg }) => msg === 'held').length === HELD,
    );
    return held;
  }

  it('loses nothing: every confirmed event is processed by every queue it reached', async () => {
    const held = await hold();
    const events = KINDS.flatMap((kind) =>
      Array.from({ length: COUNT }, (_, n) => ({ ...kind, n })),
    );
    let killed: Promise<unknown> | undefined;
    let answered = 0;
    const confirmed = await eachOf(events, 32, async ({ path, queues, options, n, ...kind }) => {
      const body = {
        id: `${path}-${n}`,
        tipo: kind.tipo ?? 'KILL',
        payload: { n, ...kind.payload },
        ...(options && { options }),
      };
      const { status, body: receipt } = await post(`${system.gatewayUrl}${path}`, body);
      expect(status).toBe(202);
      answered += 1;
      if (answered === events.length / 2) killed = system.worker.stop('SIGKILL');
      return queues.map((queue) => `${queue} ${String(receipt.messageId)}`);
    });
    await killed;
    second = AppProcess.start('worker', { RABBITMQ_URL: system.vhost.url });
    await second.ready();

    const expected = new Set([...held, ...confirmed.flat()]);
    // What the first worker said last may have died with it; what it did is in the journal.
    const address = await second.address();
    const size = expected.size + 4 * COUNT;
    await waitFor(
      'every event to be processed',
      async () => (await readRepository(address)).length >= size,
    );
    await waitFor('the queues to be empty', () => system.vhost.management.areQueuesEmpty());
    const processed = await readRepository(address);
    expect(new Set(processed.filter((each) => expected.has(each)))).toEqual(expected);
    expect(countByQueue(processed.filter((each) => !expected.has(each)))).toEqual(FOLLOWING);
    // The first worker had processed some when it was killed, and had these unacked.
    expect(processedBy(system.worker)).not.toEqual([]);
    expect(processedBy(system.worker).filter((each) => held.includes(each))).toEqual([]);
    expect(processedBy(second)).toEqual(expect.arrayContaining(held));
    expect((await get(`${address}/dead-letters`)).body).toEqual([]);
  });
});

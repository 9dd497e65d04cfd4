import {
  AppProcess,
  eachOf,
  post,
  startSystem,
  waitFor,
  type RunningSystem,
} from '@warren/testing';

/** How many events of each kind; and the queues each kind reaches. */
const COUNT = 1_000;
const KINDS = [
  { path: '/send', queues: ['mensajes'] },
  { path: '/direct/info', queues: ['logs.info'] },
  { path: '/topic/orders.eu.created', queues: ['orders.created', 'orders.audit'] },
  { path: '/fanout', queues: ['notifications.email', 'notifications.sms', 'notifications.push'] },
  { path: '/headers', queues: ['greetings.es'], options: { headers: { lang: 'es' } } },
];

describe('a worker that is killed', () => {
  let system: RunningSystem;
  let second: AppProcess | undefined;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(async () => {
    await second?.stop();
    await system.stop();
  });

  it('loses nothing: every confirmed event is processed by every queue it reached', async () => {
    const events = KINDS.flatMap((kind) =>
      Array.from({ length: COUNT }, (_, n) => ({ ...kind, n })),
    );
    let killed: Promise<unknown> | undefined;
    let answered = 0;
    const confirmed = await eachOf(events, 32, async ({ path, queues, options, n }) => {
      const body = {
        id: `${path}-${n}`,
        tipo: 'KILL',
        payload: { n },
        ...(options && { options }),
      };
      const { status, body: receipt } = await post(`${system.gatewayUrl}${path}`, body);
      expect(status).toBe(202);
      answered += 1;
      if (answered === events.length / 2) killed = system.worker.stop('SIGKILL');
      return queues.map((queue) => `${String(receipt.messageId)} ${queue}`);
    });
    await killed;
    second = AppProcess.start('worker', { RABBITMQ_URL: system.vhost.url });
    await second.ready();

    const expected = new Set(confirmed.flat());
    const processed = (): Set<string> =>
      new Set(
        [...system.worker.lines, ...(second?.lines ?? [])]
          .filter(({ msg }) => msg === 'processed')
          .map(({ messageId, queue }) => `${messageId} ${queue}`),
      );
    await waitFor('every event to be processed', () => processed().size >= expected.size);
    expect(processed()).toEqual(expected);
    expect(system.worker.lines.some(({ msg }) => msg === 'processed')).toBe(true);

    await waitFor('the queues to be empty', async () =>
      (await system.vhost.management.queues()).every(({ messages }) => messages === 0),
    );
    expect(await system.vhost.management.peek('dead-letters', 1)).toEqual([]);
  });
});

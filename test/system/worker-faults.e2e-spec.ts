import { join } from 'node:path';
import { queues } from '@warren/contracts';
import { retryQueue } from '@warren/model';
import { AppProcess, createVhost, get, post, waitFor, type Vhost } from '@warren/testing';
import { connect, type ConfirmChannel } from 'amqplib';

const { etlJobs } = queues;
const BLOCK_HANDLER = join(__dirname, 'block-handler.js');

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('a worker whose own code harms it', () => {
  let vhost: Vhost;
  let apps: AppProcess[];

  beforeEach(async () => {
    vhost = await createVhost();
    apps = [];
  });

  afterEach(async () => {
    await Promise.all(apps.map((app) => app.stop('SIGKILL')));
    await vhost.remove();
  });

  function start(app: 'gateway' | 'worker', settings: Record<string, string> = {}): AppProcess {
    const started = AppProcess.start(app, { RABBITMQ_URL: vhost.url, ...settings });
    apps.push(started);
    return started;
  }

  const processedBy = ({ lines }: AppProcess): string[] =>
    lines.filter(({ msg }) => msg === 'processed').map(({ messageId }) => String(messageId));

  /** Publishes to `etl.jobs`, each with its message id as its own id, in this order. */
  async function publish(channel: ConfirmChannel, events: Record<string, object>): Promise<void> {
    for (const [messageId, payload] of Object.entries(events)) {
      const body = Buffer.from(JSON.stringify({ id: messageId, tipo: 'POISON', payload }));
      channel.publish('', etlJobs.name, body, { messageId });
    }
    await channel.waitForConfirms();
  }

  /** Ends the longer waits between returns, as the broker does when their time has come. */
  async function endLongWaits(channel: ConfirmChannel): Promise<void> {
    for (const queue of [10_000, 60_000].map((waitMs) => retryQueue(etlJobs.name, waitMs))) {
      const message = await channel.get(queue, { noAck: true });
      if (!message) continue;
      const properties = { ...message.properties, expiration: undefined };
      channel.sendToQueue(etlJobs.name, message.content, properties);
    }
  }

  it('is killed by a message a bounded number of times; then that is a dead letter, and its neighbours are processed (row 27)', async () => {
    const limit = etlJobs.deliveryLimit;
    // The gateway declares the topology.
    await start('gateway').ready();
    const connection = await connect(vhost.url);
    const channel = await connection.createConfirmChannel();
    await publish(channel, {
      before1: {},
      before2: {},
      poison: { lab: { fail: 'crash' } },
      behind1: {},
      behind2: {},
    });
    const workers: AppProcess[] = [];
    const deadLettered = async (): Promise<boolean> => {
      await endLongWaits(channel);
      return workers.some(({ lines }) => lines.some(({ msg }) => msg === 'dead letter recorded'));
    };
    const codes: (number | null)[] = [];
    for (let isOver = false; !isOver;) {
      const worker = start('worker');
      workers.push(worker);
      const crashed = worker.ended().then((code) => ({ code }));
      const outcome = await Promise.race([
        crashed,
        waitFor('the dead letter', deadLettered).then(() => undefined),
      ]);
      if (outcome === undefined) isOver = true;
      else codes.push(outcome.code);
      expect(codes.length).toBeLessThanOrEqual(limit + 1);
    }
    const last = workers.at(-1) as AppProcess;
    await last.ready();
    // In the journal and not in the logs: a worker may die between its record and its line.
    const neighbours = ['before1', 'before2', 'behind1', 'behind2'];
    const lastUrl = await last.address();
    await waitFor('the neighbours', async () => {
      await endLongWaits(channel);
      const { body } = await get(`${lastUrl}/messages?queue=etl.jobs&outcome=processed`);
      const ids = (body as unknown as { delivery: { messageId: string } }[]).map(
        ({ delivery }) => delivery.messageId,
      );
      return ids.sort().join() === neighbours.join();
    });
    // Each was killed by its signal, which leaves no code.
    expect(codes).toEqual(Array(limit + 1).fill(null));
    const { body: letters } = await get(`${lastUrl}/dead-letters`);
    expect(letters).toEqual([
      expect.objectContaining({
        messageId: 'poison',
        queue: etlJobs.name,
        cause: 'failed',
        failure: expect.objectContaining({ code: 'returned' }) as unknown,
      }),
    ]);
    expect(await last.stop()).toBe(0);
    await connection.close();
  });

  it('blocks its event loop for longer than two heartbeats, comes back, and leaves one record (row 40)', async () => {
    const gateway = start('gateway');
    const worker = start('worker', {
      RABBITMQ_HEARTBEAT_S: '1',
      NODE_OPTIONS: `--require ${BLOCK_HANDLER}`,
    });
    const [gatewayUrl, workerUrl] = await Promise.all([gateway.ready(), worker.ready()]);
    const send = async (tipo: string): Promise<string> => {
      const event = { id: '1', tipo, payload: { blockMs: 8_000 } };
      return String((await post(`${gatewayUrl}/send`, event)).body.messageId);
    };
    const blocking = await send('BLOCK');
    // It comes again only because the broker has given its connection up.
    await waitFor('the second delivery to be absorbed', () =>
      worker.lines.some(
        ({ msg, messageId }) =>
          msg === 'processed before: acked without effect' && messageId === blocking,
      ),
    );
    await worker.ready();
    const after = await send('AFTER');
    await waitFor('the next message', () => processedBy(worker).includes(after));
    expect(processedBy(worker)).toEqual([blocking, after]);
    expect(worker.lines.filter(({ msg }) => msg === 'blocks')).toHaveLength(1);
    const { body } = await get(`${workerUrl}/messages?messageId=${blocking}`);
    expect(body).toHaveLength(1);
    expect(await worker.stop()).toBe(0);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, EventDto, queue } from '@warren/model';
import { Readiness } from '@warren/platform';
import { createVhost, startOwnBroker, topology, waitFor, type Vhost } from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { readQueueCounts } from '../read-queue-counts';
import { declarePlan } from '../../amqp/declaring/declare-plan';
import { OverdueWatch } from './overdue-watch';
import { planWaiting } from '../../amqp/declaring/plan-waiting';

const RETRY = 'jobs.retry.1s';
const jobs = queue('jobs', { event: EventDto, from: [], retry: after('1s') });
const DEATH = {
  count: 1,
  reason: 'expired',
  queue: 'jobs',
  exchange: '',
  'routing-keys': ['jobs'],
};

/** The command that docs/broker.md gives, for the queue of this test. */
function commandOfDocs(vhost: string): string {
  const page = readFileSync(join(__dirname, '../../../../../docs/broker.md'), 'utf8');
  const command = /rabbitmqctl eval '(.*dead_letter.*)'/.exec(page)?.[1] ?? '';
  return command.replace('"/"', `"${vhost}"`).replace('"etl.jobs.retry.1s"', `"${RETRY}"`);
}

describe('messages that another client wrote into a retry queue with an x-death', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;
  let vhost: Vhost;
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  let watch: OverdueWatch;
  const readiness = new Readiness();

  beforeAll(async () => {
    broker = await startOwnBroker();
    vhost = await createVhost(broker);
    connection = await connect(vhost.url);
    channel = await connection.createConfirmChannel();
    const waiting = planWaiting({ ...topology, queues: [jobs] });
    const work = {
      name: jobs.name,
      durable: true,
      arguments: { 'x-queue-type': 'quorum' },
    } as const;
    await declarePlan(connection, { exchanges: [], queues: [work, ...waiting], bindings: [] });
    const { username, password } = broker;
    const management = broker.managementUrl.replace('//', `//${username}:${password}@`);
    const read = (): ReturnType<typeof readQueueCounts> =>
      readQueueCounts({ urls: [vhost.url] }, { url: management });
    const names = waiting.map(({ name }) => name);
    watch = new OverdueWatch(names, read, readiness, 200);
    watch.onApplicationBootstrap();
  });

  afterAll(async () => {
    watch.onApplicationShutdown();
    await connection.close();
    await broker.discard();
  });

  async function publish(count: number, headers: object = {}): Promise<void> {
    for (let n = 0; n < count; n += 1)
      channel.sendToQueue(RETRY, Buffer.from(''), { expiration: 100, headers });
    await channel.waitForConfirms();
  }

  const arrived = async (): Promise<number> => (await channel.checkQueue('jobs')).messageCount;

  it('stop it on RabbitMQ 3, are named, and the documented command moves on what waits behind them', async () => {
    const detail = (): string => readiness.report().checks['waiting']?.detail ?? '';
    await publish(32, { 'x-death': [DEATH] });
    await publish(10);
    if (Number.parseInt(broker.version, 10) >= 4) {
      await waitFor('all of them', async () => (await arrived()) === 42);
      return;
    }
    await waitFor('them to be named', () => detail().includes(`${RETRY} (42)`));
    expect(await arrived()).toBe(0);
    await broker.rabbitmqctl(['eval', commandOfDocs(vhost.name)]);
    await waitFor('what waits behind them', async () => (await arrived()) === 10);
    await publish(100, { 'x-death': [DEATH] });
    await publish(5);
    await waitFor('what comes behind more of them', async () => (await arrived()) === 15);
  });
});

import { createVhost, testBroker, topology, waitFor, type Vhost } from '@warren/testing';
import { connect, type ChannelModel } from 'amqplib';
import { declarePlan } from '../../amqp/declaring/declare-plan';
import { planTopology } from '../../amqp/declaring/plan-topology';
import { askBrokerQueues, type BrokerQueues, type QueuesSeen } from './broker-queues';

const plan = planTopology(topology);
const names = [...plan.queues.map(({ name }) => name), 'not.there', 'mensajes'];

describe("the broker's queues", () => {
  let vhost: Vhost;
  let connection: ChannelModel;
  let queues: BrokerQueues | undefined;

  beforeAll(async () => {
    vhost = await createVhost();
    connection = await connect(vhost.url);
    await declarePlan(connection, plan);
    const channel = await connection.createConfirmChannel();
    for (const name of ['mensajes', 'logs.info', 'jobs.priority']) {
      for (let count = 0; count < 3; count += 1) channel.sendToQueue(name, Buffer.from('{}'));
    }
    await channel.waitForConfirms();
    await channel.prefetch(2);
    await channel.consume('logs.info', () => undefined);
  });

  afterEach(() => queues?.onApplicationShutdown());
  afterAll(async () => {
    await connection.close();
    await vhost.remove();
  });

  const ask = (url?: string, urls = [vhost.url]): BrokerQueues => {
    queues = askBrokerQueues(names, { app: 'test', heartbeatSeconds: 10, urls }, { url });
    return queues;
  };
  const countsOf = ({ queues: all }: QueuesSeen, name: string): unknown => {
    const { consumers, messages, ready, unacked } = all.get(name) ?? {};
    return { consumers, messages, ready, unacked };
  };

  it('are all there with their counts, members and rates, by one request to the management API', async () => {
    const url = testBroker().managementUrl;
    await waitFor('the broker to have counted', async () => {
      const seen = await ask(url).read();
      expect(seen).toMatchObject({ source: 'management' });
      expect(countsOf(seen, 'logs.info')).toEqual({
        consumers: 1,
        messages: 3,
        ready: 1,
        unacked: 2,
      });
      expect(countsOf(seen, 'mensajes')).toEqual({
        consumers: 0,
        messages: 3,
        ready: 3,
        unacked: 0,
      });
      const { leader, members, state, type } = seen.queues.get('mensajes') ?? {};
      expect({ state, type, members }).toEqual({
        state: 'running',
        type: 'quorum',
        members: [leader],
      });
      expect(typeof seen.queues.get('mensajes')?.inPerSecond).toBe('number');
      expect(plan.queues.filter(({ name }) => !seen.queues.has(name))).toEqual([]);
      return true;
    });
  });

  it('are asked for over AMQP without it, also at another node, and past one that does not exist', async () => {
    const asked = ask(undefined, ['amqp://127.0.0.1:1', vhost.url]);
    await waitFor('the node that is there', async () => {
      const seen = await asked.read();
      expect(seen).toMatchObject({ source: 'amqp', reason: 'RABBITMQ_MANAGEMENT_URL is not set' });
      expect(countsOf(seen, 'logs.info')).toEqual({ consumers: 1, ready: 1 });
      expect(countsOf(seen, 'mensajes')).toEqual({ consumers: 0, ready: 3 });
      expect(seen.queues.has('not.there')).toBe(false);
      expect(seen.queues.size).toBe(plan.queues.length);
      return true;
    });
  });

  it('are asked for over AMQP when the management API cannot be reached', async () => {
    const seen = await ask('http://127.0.0.1:1').read();
    expect(seen.source).toBe('amqp');
    expect(seen.reason).toMatch(/cannot be reached at http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)/);
  });
});

import { createVhost, testBroker, topology, type Vhost } from '@warren/testing';
import { connect, type Channel, type ChannelModel } from 'amqplib';
import { MessagingConfig } from '../connection/messaging.config';
import { bindAll } from '../../management/topology/bindings-of';
import { comparePlan, type BrokerDefinitions } from '../../management/topology/compare-plan';
import { planTopology } from './plan-topology';
import { redeclare } from '../../management/topology/redeclare';
import type { BindingPlan } from '../../topology/topology-plan';

const QUEUE = 'etl.jobs';
const OTHERS = ['a-first', 'm-second', 'z-third'];
const management = { url: testBroker().managementUrl };
const ignore = (): void => undefined;

describe('the bindings of other clients, where a queue is replaced', () => {
  let vhost: Vhost;
  let connection: ChannelModel;
  let channel: Channel;
  let config: MessagingConfig;

  beforeEach(async () => {
    vhost = await createVhost();
    config = Object.assign(new MessagingConfig(), { url: vhost.url });
    connection = await connect(vhost.url);
    channel = await connection.createChannel();
    await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    for (const source of OTHERS) {
      // The second one ends with its last binding.
      const autoDelete = source === 'm-second';
      await channel.assertExchange(source, 'fanout', { durable: true, autoDelete });
      await channel.bindQueue(QUEUE, source, '');
    }
  });

  afterEach(async () => {
    await connection.close();
    await vhost.remove();
  });

  const definitions = async (): Promise<BrokerDefinitions> =>
    (await vhost.management.definitions()) as BrokerDefinitions;

  const sources = async (): Promise<string[]> =>
    (await definitions()).bindings
      .filter(({ destination, source }) => destination === QUEUE && OTHERS.includes(String(source)))
      .map(({ source }) => String(source))
      .sort();

  it('are announced before anything is touched', async () => {
    const announce = (bindings: readonly BindingPlan[]): never => {
      throw new Error(bindings.map(({ source }) => source).join());
    };
    await expect(redeclare(topology, QUEUE, config, management, announce)).rejects.toThrow(
      OTHERS.join(),
    );
    expect(await sources()).toEqual(OTHERS);
  });

  it('are named where they cannot be made again, and all others and the topology are in place', async () => {
    const error = await redeclare(topology, QUEUE, config, management, ignore).catch(
      (reason: unknown) => reason as Error,
    );
    expect(error).toMatchObject({ code: 'not_rebound' });
    expect((error as Error).message).toContain('"source":"m-second"');
    expect((error as Error).message).not.toMatch(/a-first|z-third/);
    expect(await sources()).toEqual(['a-first', 'z-third']);
    const differences = comparePlan(planTopology(topology), await definitions());
    expect(differences.filter((each) => !/is not declared$/.test(each))).toEqual([]);
  });

  it('are made again where the broker refuses to remove one of them', async () => {
    // The broker asks for the right to read an exchange when a binding of it is removed.
    const name = `reader-${vhost.name}`;
    const rights = { configure: '.*', write: '.*', read: '^(?!m-second$)' };
    await vhost.management.addUser(name, 'secret', 'management', rights);
    const { href } = Object.assign(new URL(vhost.url), { username: name, password: 'secret' });
    const limited = Object.assign(new MessagingConfig(), { url: href });
    await expect(redeclare(topology, QUEUE, limited, management, ignore)).rejects.toThrow(
      /ACCESS_REFUSED[^]*"source":"m-second"/,
    );
    expect(await sources()).toEqual(OTHERS);
    await vhost.management.removeUser(name);
  });

  it('are all named when the connection has failed', async () => {
    const { bindings } = planTopology(topology);
    const failed = await connect(vhost.url);
    await failed.close();
    expect(await bindAll(failed, bindings)).toEqual(bindings);
  });
});

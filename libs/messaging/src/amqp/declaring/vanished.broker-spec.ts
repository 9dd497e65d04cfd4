import { createVhost, topology, type Vhost, waitFor } from '@warren/testing';
import { connect, type Channel, type ChannelModel } from 'amqplib';
import { MessagingConfig } from '../connection/messaging.config';
import { comparePlan, type BrokerDefinitions } from '../../management/topology/compare-plan';
import { planTopology } from './plan-topology';
import { TopologyKeeper } from './topology-keeper';

describe('what vanishes on the broker while nothing is published (row 50)', () => {
  let vhost: Vhost;
  let connection: ChannelModel;
  let channel: Channel;
  const keepers: TopologyKeeper[] = [];

  beforeEach(async () => {
    vhost = await createVhost();
    connection = await connect(vhost.url);
    channel = await connection.createChannel();
    await keep('declare');
  });

  afterEach(async () => {
    await Promise.all(keepers.splice(0).map((each) => each.close()));
    await connection.close();
    await vhost.remove();
  });

  async function keep(topologyMode: 'check' | 'declare'): Promise<TopologyKeeper> {
    const config = Object.assign(new MessagingConfig(), { url: vhost.url, topologyMode });
    const keeper = new TopologyKeeper(topology, config);
    keepers.push(keeper);
    keeper.moveTo(vhost.url);
    await keeper.ensure();
    // A busy broker does not answer each declaration in time; the keeper asks again.
    await waitFor('the topology', () => keeper.check().detail === 'in place');
    return keeper;
  }

  const differences = async (): Promise<string[]> =>
    comparePlan(
      planTopology(topology),
      (await vhost.management.definitions()) as BrokerDefinitions,
    );

  it.each([
    ['a delay stage', (): Promise<unknown> => channel.deleteQueue('delay.stage.04')],
    ['a stream', (): Promise<unknown> => channel.deleteQueue('schedule.log')],
    ['a retry queue', (): Promise<unknown> => channel.deleteQueue('mensajes.retry.1s')],
    [
      'an exchange and two queues',
      async (): Promise<unknown> => {
        await channel.deleteExchange('events.topic');
        await channel.deleteQueue('unreadable');
        return channel.deleteQueue('delay.stage.00');
      },
    ],
  ])('comes back by itself, with its bindings: %s', async (_, remove) => {
    expect(await differences()).toEqual([]);
    await remove();
    expect(await differences()).not.toEqual([]);
    await waitFor('all to be there', async () => (await differences()).length === 0);
  });

  it('is named when it is there again otherwise, and is sent nothing until it is as declared', async () => {
    const [keeper] = keepers as [TopologyKeeper];
    const others = ['delay.stage.04', 'mensajes.retry.1s'];
    for (const queue of others) {
      await channel.deleteQueue(queue);
      await channel.assertQueue(queue);
    }
    // After a minute at the latest.
    await waitFor(
      'both to be named',
      () => others.every((each) => keeper.whyUnsafe(each)),
      180_000,
    );
    expect(others.filter((each) => !keeper.check().detail.includes(each))).toEqual([]);
    expect(keeper.whyUnsafe('mensajes')).toBeUndefined();
    for (const queue of others) await channel.deleteQueue(queue);
    await waitFor('them to be as declared', () => keeper.check().detail === 'in place');
    expect(others.map((each) => keeper.whyUnsafe(each))).toEqual([undefined, undefined]);
    expect(await differences()).toEqual([]);
  }, 240_000);

  it('turns readiness red where it may not be declared, until it is back', async () => {
    const keeper = await keep('check');
    const [declaring] = keepers.splice(0, 1);
    await declaring?.close();
    await channel.deleteQueue('delay.stage.07');
    await waitFor('it to be missed', () => keeper.check().detail === 'missing: delay.stage.07');
    expect(keeper.check().ok).toBe(false);
    await keep('declare');
    await waitFor('it to be back', () => keeper.check().ok);
  });
});

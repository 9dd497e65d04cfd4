import { createVhost, topology, type Vhost } from '@warren/testing';
import { connect, type ChannelModel } from 'amqplib';
import { comparePlan, type BrokerDefinitions } from '../../management/topology/compare-plan';
import { checkPlan, declarePlan } from './declare-plan';
import { planTopology } from './plan-topology';
import { TopologyMismatchError } from './topology-mismatch.error';

const plan = planTopology(topology);

describe('declaring the topology on a broker', () => {
  let vhost: Vhost;
  let connection: ChannelModel;

  beforeEach(async () => {
    vhost = await createVhost();
    connection = await connect(vhost.url);
    connection.on('error', () => undefined);
  });

  afterEach(async () => {
    await connection.close().catch(() => undefined);
    await vhost.remove();
  });

  const difference = async (): Promise<string[]> =>
    comparePlan(plan, (await vhost.management.definitions()) as BrokerDefinitions);

  it('makes exactly what is planned, and may be repeated', async () => {
    await declarePlan(connection, plan);
    await declarePlan(connection, plan);
    expect(await difference()).toEqual([]);
  });

  it('differs in nothing while clients have exclusive queues bound to its exchanges', async () => {
    await declarePlan(connection, plan);
    const channel = await connection.createChannel();
    for (const name of ['', 'tap']) {
      const { queue } = await channel.assertQueue(name, { exclusive: true, durable: false });
      await channel.bindQueue(queue, 'commands.cancelled', '');
    }
    expect(await difference()).toEqual([]);
  });

  it('makes again what was deleted', async () => {
    await declarePlan(connection, plan);
    const channel = await connection.createChannel();
    await channel.deleteQueue('mensajes');
    await channel.deleteExchange('events.topic');
    expect(await difference()).toContain("queue 'mensajes' is missing");
    await declarePlan(connection, plan);
    expect(await difference()).toEqual([]);
  });

  it('refuses a queue that exists with another argument, in one sentence (I11)', async () => {
    const channel = await connection.createChannel();
    const mensajes = plan.queues.find(({ name }) => name === 'mensajes');
    const existing = { ...mensajes?.arguments, 'x-max-length': 7 };
    await channel.assertQueue('mensajes', { durable: true, arguments: existing });
    const refused = declarePlan(connection, plan);
    await expect(refused).rejects.toThrow(TopologyMismatchError);
    await expect(refused).rejects.toThrow(
      `The queue 'mensajes' in vhost '${vhost.name}' exists with x-max-length = '7', but the topology declares '1000000': ` +
        'either declare the existing value again, or replace the queue, once it is empty, while no process of the application runs: delete it, and the next start declares it; in the repository of Warren: npm run topology -- redeclare mensajes',
    );
  });

  it('checks without creating anything', async () => {
    await expect(checkPlan(connection, plan)).rejects.toThrow(
      /NOT_FOUND - no exchange 'events\.\w+'/,
    );
    expect(await vhost.management.queues()).toEqual([]);
    await declarePlan(connection, plan);
    await expect(checkPlan(connection, plan)).resolves.toBeUndefined();
  });
});

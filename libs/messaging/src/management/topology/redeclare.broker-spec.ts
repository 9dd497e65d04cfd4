import { createVhost, testBroker, topology, waitFor, type Vhost } from '@warren/testing';
import { connect, type ChannelModel } from 'amqplib';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import { comparePlan, type BrokerDefinitions } from './compare-plan';
import { declareTopology } from './operate-topology';
import { planTopology } from '../../amqp/declaring/plan-topology';
import { redeclare } from './redeclare';
import { declareOther, takeAll } from './redeclare.harness';

const plan = planTopology(topology);
const ignore = (): void => undefined;
const management = { url: testBroker().managementUrl };

describe('what exists with other properties than declared', () => {
  let vhost: Vhost;
  let connection: ChannelModel;
  let config: MessagingConfig;

  beforeEach(async () => {
    vhost = await createVhost();
    config = Object.assign(new MessagingConfig(), { url: vhost.url });
    connection = await connect(vhost.url);
  });

  afterEach(async () => {
    await connection.close();
    await vhost.remove();
  });

  const differences = async (): Promise<string[]> =>
    comparePlan(plan, (await vhost.management.definitions()) as BrokerDefinitions);

  /** The command that a boot names in its refusal. */
  async function commandOfRefusal(): Promise<string | undefined> {
    const error = (await declareTopology(topology, config).catch((e: unknown) => e)) as Error;
    return /npm run topology -- redeclare (\S+)$/.exec(error.message)?.[1];
  }

  const foreignBindings = async (): Promise<readonly unknown[]> => {
    const { bindings } = (await vhost.management.definitions()) as BrokerDefinitions;
    return bindings.filter(({ destination, source }) => [destination, source].includes('foreign'));
  };

  it.each(['etl.jobs', 'jobs.priority', 'dead-letters'])(
    'is replaced by the command of the refusal when it is the empty queue %s',
    async (queue) => {
      await declareOther(connection, queue);
      expect(await commandOfRefusal()).toBe(queue);
      expect(await redeclare(topology, queue, config, management, ignore)).toBe(true);
      expect(await differences()).toEqual([]);
    },
  );

  it('is replaced when it is an exchange', async () => {
    const channel = await connection.createChannel();
    await channel.assertExchange('events.topic', 'fanout', { durable: true });
    await channel.close();
    expect(await commandOfRefusal()).toBe('events.topic');
    expect(await redeclare(topology, 'events.topic', config, management, ignore)).toBe(true);
    expect(await differences()).toEqual([]);
  });

  it('keeps a queue that holds a message, and the message', async () => {
    await declareOther(connection, 'etl.jobs');
    const channel = await connection.createConfirmChannel();
    channel.sendToQueue('etl.jobs', Buffer.from('{}'), { persistent: true });
    await channel.waitForConfirms();
    await expect(redeclare(topology, 'etl.jobs', config, management, ignore)).rejects.toThrow(
      /^The queue 'etl\.jobs' holds 1 message, and was left as it is: run a worker/,
    );
    const { content } = (await channel.get('etl.jobs')) as { content: Buffer };
    expect(content.toString()).toBe('{}');
  });

  it('keeps a queue for which a message waits to be tried again', async () => {
    await declareOther(connection, 'etl.jobs');
    const retries = plan.queues.find(({ name }) => name === 'etl.jobs.retry.5s')!;
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(retries.name, { durable: true, arguments: retries.arguments });
    channel.sendToQueue(retries.name, Buffer.from('{}'), { persistent: true });
    await channel.waitForConfirms();
    await expect(redeclare(topology, 'etl.jobs', config, management, ignore)).rejects.toThrow(
      "The queue 'etl.jobs' was left as it is: 1 message in 'etl.jobs.retry.5s' will come to it.",
    );
    await waitFor('it to come', async () => (await takeAll(connection, 'etl.jobs')).length === 1);
    expect(await redeclare(topology, 'etl.jobs', config, management, ignore)).toBe(true);
  });

  it('keeps a stream that holds a record, and the record', async () => {
    const channel = await connection.createConfirmChannel();
    const options = { durable: true, arguments: { 'x-queue-type': 'stream' } };
    await channel.assertQueue('journal', options);
    channel.sendToQueue('journal', Buffer.from('{}'));
    await channel.waitForConfirms();
    await expect(redeclare(topology, 'journal', config, management, ignore)).rejects.toThrow(
      /^The stream 'journal' was left as it is/,
    );
    await channel.assertQueue('journal', options);
  });

  it('keeps a queue that has a consumer', async () => {
    await declareOther(connection, 'logs.info');
    const channel = await connection.createChannel();
    await channel.consume('logs.info', () => undefined);
    await expect(redeclare(topology, 'logs.info', config, management, ignore)).rejects.toThrow(
      /has 1 consumer,/,
    );
  });

  it('keeps what other clients bound to a queue or an exchange that is replaced', async () => {
    await declareOther(connection, 'etl.jobs');
    const channel = await connection.createChannel();
    await channel.assertExchange('events.direct', 'topic', { durable: true });
    await channel.assertExchange('foreign', 'fanout', { durable: true });
    await channel.assertQueue('foreign', { durable: true });
    await channel.bindQueue('etl.jobs', 'foreign', '');
    await channel.bindQueue('foreign', 'events.direct', 'a', { of: 'another client' });
    await channel.bindExchange('foreign', 'events.direct', 'b');
    await channel.bindExchange('events.direct', 'foreign', 'c');
    const before = await foreignBindings();
    expect(before).toHaveLength(4);
    // Each names the other on its way: the topology is not in place before both are replaced.
    await redeclare(topology, 'etl.jobs', config, management, ignore).catch(() => undefined);
    expect(await redeclare(topology, 'events.direct', config, management, ignore)).toBe(true);
    expect(await foreignBindings()).toEqual(before);
    expect(await differences()).toEqual(
      before.map(() => expect.stringMatching(/ exists but is not declared$/) as string),
    );
  });

  it('keeps an exchange to which a client has bound its exclusive queue, which goes first', async () => {
    const channel = await connection.createChannel();
    await channel.assertExchange('events.topic', 'fanout', { durable: true });
    await channel.assertQueue('tap', { exclusive: true });
    await channel.bindQueue('tap', 'events.topic', '');
    await expect(redeclare(topology, 'events.topic', config, management, ignore)).rejects.toThrow(
      /^The exchange 'events\.topic' was left as it is: a client has bound its exclusive queue 'tap'/,
    );
    await channel.deleteQueue('tap');
    expect(await redeclare(topology, 'events.topic', config, management, ignore)).toBe(true);
  });

  it('is nothing where all is as declared, and a name that is not in the topology is refused', async () => {
    expect(await redeclare(topology, 'mensajes', config, management, ignore)).toBe(false);
    expect(await redeclare(topology, 'events.direct', config, management, ignore)).toBe(false);
    await expect(redeclare(topology, 'mensaje', config, management, ignore)).rejects.toThrow(
      "The topology has no queue or exchange 'mensaje'.",
    );
  });
});

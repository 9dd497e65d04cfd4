import { topology } from '@warren/contracts';
import { createVhost, type Vhost } from '@warren/testing';
import { connect, type ChannelModel } from 'amqplib';
import { MessagingConfig } from '../messaging.config';
import { comparePlan, type BrokerDefinitions } from './compare-plan';
import { declareTopology } from './operate-topology';
import { planTopology } from './plan-topology';
import { redeclare } from './redeclare';

const plan = planTopology(topology);

describe('what exists with other properties than declared', () => {
  let vhost: Vhost;
  let connection: ChannelModel;
  let config: MessagingConfig;

  beforeEach(async () => {
    vhost = await createVhost();
    config = Object.assign(new MessagingConfig(), { rabbitmqUrl: vhost.url });
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

  async function declareOther(queue: string): Promise<void> {
    const channel = await connection.createChannel();
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.close();
  }

  it.each(['etl.jobs', 'jobs.priority', 'dead-letters'])(
    'is replaced by the command of the refusal when it is the empty queue %s',
    async (queue) => {
      await declareOther(queue);
      expect(await commandOfRefusal()).toBe(queue);
      expect(await redeclare(topology, queue, config)).toBe(true);
      expect(await differences()).toEqual([]);
    },
  );

  it('is replaced when it is an exchange', async () => {
    const channel = await connection.createChannel();
    await channel.assertExchange('events.topic', 'fanout', { durable: true });
    await channel.close();
    expect(await commandOfRefusal()).toBe('events.topic');
    expect(await redeclare(topology, 'events.topic', config)).toBe(true);
    expect(await differences()).toEqual([]);
  });

  it('keeps a queue that holds a message, and the message', async () => {
    await declareOther('etl.jobs');
    const channel = await connection.createConfirmChannel();
    channel.sendToQueue('etl.jobs', Buffer.from('{}'), { persistent: true });
    await channel.waitForConfirms();
    await expect(redeclare(topology, 'etl.jobs', config)).rejects.toThrow(
      /^The queue 'etl\.jobs' holds 1 message, and was left as it is: run a worker/,
    );
    const { content } = (await channel.get('etl.jobs')) as { content: Buffer };
    expect(content.toString()).toBe('{}');
  });

  it('keeps a stream that holds a record, and the record', async () => {
    const channel = await connection.createConfirmChannel();
    const options = { durable: true, arguments: { 'x-queue-type': 'stream' } };
    await channel.assertQueue('journal', options);
    channel.sendToQueue('journal', Buffer.from('{}'));
    await channel.waitForConfirms();
    await expect(redeclare(topology, 'journal', config)).rejects.toThrow(
      /^The stream 'journal' was left as it is/,
    );
    await channel.assertQueue('journal', options);
  });

  it('keeps a queue that has a consumer', async () => {
    await declareOther('logs.info');
    const channel = await connection.createChannel();
    await channel.consume('logs.info', () => undefined);
    await expect(redeclare(topology, 'logs.info', config)).rejects.toThrow(/has 1 consumer,/);
  });

  it('is nothing where all is as declared, and a name that is not in the topology is refused', async () => {
    expect(await redeclare(topology, 'mensajes', config)).toBe(false);
    expect(await redeclare(topology, 'events.direct', config)).toBe(false);
    await expect(redeclare(topology, 'mensaje', config)).rejects.toThrow(
      "The topology has no queue or exchange 'mensaje'.",
    );
  });
});

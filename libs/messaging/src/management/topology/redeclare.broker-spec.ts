import { createVhost, testBroker, topology, waitFor, type Vhost } from '@warren/testing';
import { connect, type ChannelModel } from 'amqplib';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import { comparePlan, type BrokerDefinitions } from './compare-plan';
import { declareTopology } from './operate-topology';
import { planTopology } from '../../amqp/declaring/plan-topology';
import { redeclare } from './redeclare';

/** What another client does just before and just after a queue is unbound. */
const moments: { beforeUnbound?: () => Promise<void>; whileUnbound?: () => Promise<void> } = {};

jest.mock('./bindings-of', () => {
  const actual = jest.requireActual<typeof import('./bindings-of')>('./bindings-of');
  const unbindAll: typeof actual.unbindAll = async (...args) => {
    await moments.beforeUnbound?.();
    await actual.unbindAll(...args);
    await moments.whileUnbound?.();
  };
  return { ...actual, unbindAll };
});

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
    delete moments.beforeUnbound;
    delete moments.whileUnbound;
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

  /** The ids of the messages in a queue, which is empty then. */
  async function takeAll(queue: string): Promise<string[]> {
    const channel = await connection.createChannel();
    const ids: string[] = [];
    for (;;) {
      const message = await channel.get(queue, { noAck: true });
      if (!message) break;
      ids.push(String(message.properties.messageId));
    }
    await channel.close();
    return ids;
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
    await declareOther('etl.jobs');
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
    await declareOther('etl.jobs');
    const retries = plan.queues.find(({ name }) => name === 'etl.jobs.retry.5s')!;
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(retries.name, { durable: true, arguments: retries.arguments });
    channel.sendToQueue(retries.name, Buffer.from('{}'), { persistent: true });
    await channel.waitForConfirms();
    await expect(redeclare(topology, 'etl.jobs', config, management, ignore)).rejects.toThrow(
      "The queue 'etl.jobs' was left as it is: 1 message in 'etl.jobs.retry.5s' will come to it.",
    );
    await waitFor('it to come', async () => (await takeAll('etl.jobs')).length === 1);
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
    await declareOther('logs.info');
    const channel = await connection.createChannel();
    await channel.consume('logs.info', () => undefined);
    await expect(redeclare(topology, 'logs.info', config, management, ignore)).rejects.toThrow(
      /has 1 consumer,/,
    );
  });

  it('keeps what other clients bound to a queue or an exchange that is replaced', async () => {
    await declareOther('etl.jobs');
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

  it('loses nothing that is confirmed before, while and after a queue is replaced', async () => {
    const channel = await connection.createConfirmChannel();
    await channel.assertExchange('events.direct', 'direct', { durable: true });
    await declareOther('etl.jobs');
    await channel.bindQueue('etl.jobs', 'events.direct', 'etl.job');
    const returned: string[] = [];
    channel.on('return', ({ properties }) => returned.push(String(properties.messageId)));
    const publish = async (messageId: string): Promise<void> => {
      const options = { mandatory: true, persistent: true, messageId };
      channel.publish('events.direct', 'etl.job', Buffer.from('{}'), options);
      await channel.waitForConfirms();
    };

    moments.beforeUnbound = () => publish('counted, and not there yet');
    const replacing = redeclare(topology, 'etl.jobs', config, management, ignore);
    await expect(replacing).rejects.toThrow(/^The queue 'etl\.jobs' holds 1 message, and was left/);
    await publish('bound again');
    expect(await takeAll('etl.jobs')).toEqual(['counted, and not there yet', 'bound again']);

    delete moments.beforeUnbound;
    moments.whileUnbound = () => publish('unbound');
    expect(await redeclare(topology, 'etl.jobs', config, management, ignore)).toBe(true);
    await publish('replaced');
    expect(returned).toEqual(['unbound']);
    expect(await takeAll('etl.jobs')).toEqual(['replaced']);
  });

  it('is nothing where all is as declared, and a name that is not in the topology is refused', async () => {
    expect(await redeclare(topology, 'mensajes', config, management, ignore)).toBe(false);
    expect(await redeclare(topology, 'events.direct', config, management, ignore)).toBe(false);
    await expect(redeclare(topology, 'mensaje', config, management, ignore)).rejects.toThrow(
      "The topology has no queue or exchange 'mensaje'.",
    );
  });
});

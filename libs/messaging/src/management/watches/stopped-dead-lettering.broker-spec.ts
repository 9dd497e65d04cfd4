import { createVhost, startOwnBroker, waitFor, type Vhost } from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';

/** A queue as Warren's waiting queues and work queues are: what expires in it comes to `behind`. */
const QUEUE = {
  durable: true,
  arguments: {
    'x-queue-type': 'quorum',
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': 'behind',
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  },
};

describe('a message of another client whose x-death is a list of other than tables', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;
  let vhost: Vhost;
  let connection: ChannelModel;
  let channel: ConfirmChannel;

  const open = async (): Promise<void> => {
    connection = await connect(vhost.url);
    connection.on('error', () => undefined);
    channel = await connection.createConfirmChannel();
  };

  beforeAll(async () => {
    broker = await startOwnBroker();
    vhost = await createVhost(broker);
    await open();
    await channel.assertQueue('behind', { durable: true });
    for (const name of ['poisoned', 'other']) await channel.assertQueue(name, QUEUE);
  });

  afterAll(async () => {
    await connection.close().catch(() => undefined);
    await broker.discard();
  });

  async function expireIn(queue: string, headers: object = {}): Promise<void> {
    channel.sendToQueue(queue, Buffer.from(''), { expiration: 10, headers });
    await channel.waitForConfirms();
  }

  const arrived = async (): Promise<number> => (await channel.checkQueue('behind')).messageCount;

  const isAlive = (): Promise<boolean> =>
    broker.rabbitmqctl(['eval', 'supervisor:count_children(rabbit_fifo_dlx_sup).']).then(
      () => true,
      () => false,
    );

  it('ends all dead-lettering of a node of RabbitMQ 3, until its queue is deleted and the node restarted', async () => {
    await expireIn('poisoned', { 'x-death': [['a']] });
    const isOld = Number.parseInt(broker.version, 10) < 4;
    if (isOld) await waitFor('the end of it', async () => !(await isAlive()));
    await expireIn('other');
    if (isOld) {
      await channel.deleteQueue('poisoned');
      await broker.rabbitmqctl(['stop_app']);
      await broker.rabbitmqctl(['start_app']);
      await waitFor('the broker', () => open().then(() => true));
    }
    await waitFor('what is handed on', async () => (await arrived()) === (isOld ? 1 : 2));
    expect(await isAlive()).toBe(true);
  });
});

import { createVhost, type Vhost } from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { twoQueues } from '../consuming/two-queues.harness';
import { UnreadableQueue } from './unreadable-queue';

const topology = twoQueues({});
const { queue } = topology.unreadable;

describe('looking at unreadable messages from several processes at once', () => {
  let vhost: Vhost;
  let connection: ChannelModel;
  let channel: ConfirmChannel;

  beforeAll(async () => {
    vhost = await createVhost();
    connection = await connect(vhost.url);
    channel = await connection.createConfirmChannel();
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    for (let index = 0; index < 200; index += 1)
      channel.sendToQueue(queue, Buffer.from(`${index}`));
    await channel.waitForConfirms();
  });

  afterAll(async () => {
    await connection.close();
    await vhost.remove();
  });

  it.each([
    ['two', 2, 1],
    ['three, with two looks each', 3, 2],
  ])('each sees all of them: %s', async (_, processes, looks) => {
    const config = { app: 'test', heartbeatSeconds: 10, urls: [vhost.url] };
    const queues = Array.from({ length: processes }, () => new UnreadableQueue(config, topology));
    const looking = queues.flatMap((each) =>
      Array.from({ length: looks }, () =>
        each.look(
          ({ body }) => Number(body.toString()),
          (found) => found.sort((a, b) => a - b),
        ),
      ),
    );
    const all = Array.from({ length: 200 }, (__, index) => index);
    for (const found of await Promise.all(looking)) expect(found).toEqual(all);
  });
});

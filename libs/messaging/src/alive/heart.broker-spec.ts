import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { connect, type ChannelModel } from 'amqplib';
import { PublishingHarness } from '../publishing/publishing.harness';
import { Heart } from './heart';
import { readHeartbeat, type Heartbeat } from './heartbeat';

describe('a heart', () => {
  const exchange = 'not-there';
  let vhost: Vhost;
  let harness: PublishingHarness;
  let connection: ChannelModel;
  let heart: Heart;

  beforeEach(async () => {
    vhost = await createVhost();
    harness = await PublishingHarness.start(vhost.url);
    await harness.ready();
    connection = await connect(vhost.url);
    heart = new Heart(harness.confirms, exchange, 'test');
  });

  afterEach(async () => {
    await heart.beforeApplicationShutdown();
    await harness.stop();
    await connection.close();
    await vhost.remove();
  });

  it('costs no publish anything while its exchange is gone, and is heard when that is there, until it leaves', async () => {
    const gone = jest.spyOn(harness.confirms, 'openChannel');
    await waitFor('three channels that the broker closed', async () => {
      heart.beatSoon();
      expect(await harness.publish()).toBe('confirmed');
      return gone.mock.calls.length >= 3;
    });
    const channel = await connection.createChannel();
    await channel.assertExchange(exchange, 'fanout');
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchange, '');
    const heard: (Heartbeat | undefined)[] = [];
    await channel.consume(
      queue,
      (message) => message && heard.push(readHeartbeat(message.content)),
    );
    await waitFor('a heartbeat', () => {
      heart.beatSoon();
      return heard.length > 0;
    });
    await heart.beforeApplicationShutdown();
    await waitFor('the last one', () => heard.at(-1)?.isLeaving);
    expect(heard.at(-1)).toMatchObject({ app: 'test', pid: process.pid, queues: [] });
  });
});

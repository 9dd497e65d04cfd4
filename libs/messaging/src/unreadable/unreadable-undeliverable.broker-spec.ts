import { createVhost, onRabbit4, publishAmqp1, type Vhost } from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { twoQueues } from '../consuming/two-queues.harness';
import { UNDELIVERABLE } from './read-unreadable';
import { UnreadableQueue } from './unreadable-queue';

const topology = twoQueues({});
const { queue } = topology.unreadable;

onRabbit4('a message among the unreadable ones that the broker cannot hand over', () => {
  let vhost: Vhost;
  let connection: ChannelModel;
  let channel: ConfirmChannel;

  beforeEach(async () => {
    vhost = await createVhost();
    connection = await connect(vhost.url);
    channel = await connection.createConfirmChannel();
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  });

  afterEach(async () => {
    await connection.close();
    await vhost.remove();
  });

  async function publish(...bodies: string[]): Promise<void> {
    for (const body of bodies) channel.sendToQueue(queue, Buffer.from(body), { persistent: true });
    await channel.waitForConfirms();
  }

  /** The bodies, or why there is none. */
  function look(): Promise<(string | undefined)[]> {
    const config = { app: 'test', heartbeatSeconds: 10, urls: [vhost.url] };
    return new UnreadableQueue(config, topology).look(
      ({ body, fault }) => fault ?? body.toString(),
      (found) => found,
    );
  }

  it.each([
    ['at the head', [[], ['a', 'b']]],
    [
      'in the middle',
      [
        ['a', 'b'],
        ['c', 'd', 'e'],
      ],
    ],
    ['at the end', [['a', 'b', 'c'], []]],
    ['several in a row', [['a'], [], [], ['b']]],
    ['several among others', [['a'], ['b', 'c'], ['d']]],
  ])('is named, and the others are shown in their order, each time: %s', async (_, parts) => {
    for (const [n, part] of parts.entries()) {
      if (n > 0) await publishAmqp1(vhost, queue);
      await publish(...part);
    }
    const all = parts.flatMap((part, n) => (n > 0 ? [UNDELIVERABLE.fault, ...part] : part));
    for (let n = 0; n < 2; n += 1) expect(await look()).toEqual(all);
  });

  it.each([2, 3])(
    'is seen with all others by each of %d processes that look at once',
    async (count) => {
      await publish('a', 'b', 'c');
      await publishAmqp1(vhost, queue);
      await publish('d', 'e');
      const all = ['a', 'b', 'c', 'd', 'e', UNDELIVERABLE.fault].sort();
      for (const found of await Promise.all(Array.from({ length: count }, look)))
        expect(found.sort()).toEqual(all);
    },
  );
});

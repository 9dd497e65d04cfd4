import { headers as names } from '@warren/model';
import {
  clearMemoryAlarm,
  createVhost,
  raiseMemoryAlarm,
  setBrokerTime,
  startOwnBroker,
  waitFor,
  type Vhost,
} from '@warren/testing';
import type { Channel } from 'amqplib';
import { ConsumingHarness, event } from './consuming.harness';

/** What begins each frame, by the numbers of AMQP 0-9-1: class times 65,536, and method. */
const BASIC_CANCEL = 0x3c_001e;
const BASIC_DELIVER = 0x3c_003c;
const BASIC_PROPERTIES = 60;

/** As if the broker had sent it; several in a row came in one piece. */
function receive(channel: Channel, id: number, fields: object): void {
  (channel as unknown as { accept: (frame: object) => void }).accept({ id, size: 0, fields });
}

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('the consumers on a broker in trouble', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;
  let vhost: Vhost;
  let harness: ConsumingHarness;
  let release: () => void;

  beforeAll(async () => {
    broker = await startOwnBroker();
    await setBrokerTime(broker, 'dead_letter_worker_publisher_confirm_timeout', 2_000);
    await setBrokerTime(broker, 'quorum_tick_interval', 500);
  });

  beforeEach(async () => {
    vhost = await createVhost(broker);
    harness = await ConsumingHarness.start({ prefetch: 10 }, { vhost });
  });

  afterEach(async () => {
    release?.();
    await harness.stop();
    await vhost.remove();
  });

  afterAll(() => broker.discard());

  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `m${n}`);

  it('under a memory alarm: they continue and ack, copies wait in place until it is over (row 11)', async () => {
    const { handle, journal, readiness } = harness;
    const released = new Promise<void>((resolve) => (release = resolve));
    handle.mockImplementation(async ({ id }, { attempt }) => {
      await released;
      if (id === 'm0' && attempt === 1) throw new Error('not yet');
    });
    const consuming = await harness.consumerChannel('first');
    const closed = jest.fn();
    consuming.once('close', closed);
    await harness.publishAll(ids(100));
    await waitFor('ten to be held', () => harness.first.inFlight === 10);
    await raiseMemoryAlarm(broker);
    release();
    await waitFor('the backlog to drain', () => journal.records.length === 99);
    await waitFor('the alarm to be known', () => {
      const { checks } = readiness.report();
      return checks['broker']?.detail === 'blocked' && checks['consumers']?.ok;
    });
    // All is acked but the one whose copy the broker does not take.
    expect(harness.first).toMatchObject({ inFlight: 1, counts: { processed: 99, retried: 0 } });
    expect(closed).not.toHaveBeenCalled();
    await clearMemoryAlarm(broker);
    await waitFor('its second attempt', () => journal.records.length === 100);
    expect(journal.records.at(-1)?.delivery).toMatchObject({ messageId: 'm0', attempt: 2 });
    expect(new Set(journal.idsOf('first')).size).toBe(100);
  });

  it('under a memory alarm: what was paused or cut off comes back and consumes (row 11)', async () => {
    const { handle, journal, operations, readiness } = harness;
    await operations.pause('first');
    await harness.publishAll(['m1', 'm2']);
    await raiseMemoryAlarm(broker);
    try {
      // The broker says so when it has read a publish.
      await waitFor('the alarm to be known', () => {
        void harness.publisher.send({
          exchange: '',
          routingKey: 'second',
          body: Buffer.from(event('alarm')),
          properties: { messageId: 'alarm' },
        });
        return readiness.report().checks['broker']?.detail === 'blocked';
      });
      await operations.resume('first');
      await waitFor('what waited', () => journal.idsOf('first').length === 2, 20_000);
      harness.proxy.cut();
      await waitFor('the loss to be noticed', () => !readiness.report().checks['consumers']?.ok);
      await waitFor('the consumers', () => readiness.report().checks['consumers']?.ok, 20_000);
    } finally {
      await clearMemoryAlarm(broker);
    }
    expect(handle).toHaveBeenCalledTimes(2);
    await harness.ready();
  });

  it('whose time for a delivery has run out: attached again, and the second delivery is absorbed (row 29)', async () => {
    await setBrokerTime(broker, 'consumer_timeout', 1_000);
    await setBrokerTime(broker, 'channel_tick_interval', 500);
    // Only a channel that opens from now on is affected.
    harness.cut();
    await waitFor('the loss to be noticed', () => !harness.readiness.report().ready);
    await harness.ready();
    const [first, second] = await Promise.all([
      harness.consumerChannel('first'),
      harness.consumerChannel('second'),
    ]);
    // RabbitMQ closes the channel; from 4.3 on it cancels the consumer, and Warren closes the channel.
    const firstClosed = jest.fn();
    first.once('close', firstClosed);
    const secondClosed = jest.fn();
    second.once('close', secondClosed);
    const released = new Promise<void>((resolve) => (release = resolve));
    harness.handle.mockImplementationOnce(() => released);
    await harness.publishAll(['slow']);
    const sent = ['slow'];
    await waitFor('the broker to lose patience', async () => {
      sent.push(`m${sent.length}`);
      // One of them may be on its way behind the end of the consumer.
      await harness.publishAll(sent.slice(-1));
      return firstClosed.mock.calls.length > 0;
    });
    // What is open on its next channel runs out of time too.
    await setBrokerTime(broker, 'consumer_timeout', 1_800_000);
    await waitFor('the second delivery', () => harness.first.inFlight >= 2);
    release();
    await waitFor('it to be absorbed', () => harness.first.counts.duplicates >= 1);
    await harness.ready();
    await waitFor('all', () => harness.journal.records.length >= sent.length);
    expect(harness.journal.idsOf('first').sort()).toEqual(sent.sort());
    expect(harness.handle).toHaveBeenCalledTimes(sent.length);
    expect(secondClosed).not.toHaveBeenCalled();
  });

  it.each([1, 3])(
    'that ended a consumer with %s deliveries behind that: only its channel is replaced (row 29)',
    async (deliveries) => {
      const [first, second] = await Promise.all([
        harness.consumerChannel('first'),
        harness.consumerChannel('second'),
      ]);
      const closed = jest.fn();
      second.once('close', closed);
      const consumer = harness.consumers.all[0];
      const consumerTag = await waitFor('its subscription', () => consumer?.subscribedAs);
      receive(first, BASIC_CANCEL, { consumerTag });
      for (let deliveryTag = 1; deliveryTag <= deliveries; deliveryTag += 1) {
        receive(first, BASIC_DELIVER, { consumerTag, deliveryTag });
        receive(first, BASIC_PROPERTIES, {});
      }
      expect(harness.readiness.report().ready).toBe(false);
      await harness.ready();
      await harness.publishAll(['next']);
      await waitFor('the next message', () => harness.journal.records.length === 1);
      expect(await harness.consumerChannel('first')).not.toBe(first);
      expect(await harness.consumerChannel('second')).toBe(second);
      expect(closed).not.toHaveBeenCalled();
    },
  );

  it('that dead-letters by itself while the dead-letter queue is gone: it keeps the message until it is back (row 36)', async () => {
    const { channel, operations, publisher } = harness;
    await operations.pause('first');
    await channel.deleteQueue('dead');
    await harness.publish('first', event('1'), { messageId: 'm1', expiration: '100' });
    await waitFor('it to expire', async () => (await harness.depth('first')) === 0);
    const kept = async (): Promise<unknown> => {
      const queues = await vhost.management.queues();
      return queues.find(({ name, messages }) => name === 'first' && messages === 1);
    };
    await waitFor('the broker to count it all the same', kept);
    await publisher.restoreTopology();
    const letter = await harness.deadLetter();
    expect(letter).toMatchObject({ id: 'm1', body: event('1') });
    expect(letter.headers['x-death']).toMatchObject([{ queue: 'first', reason: 'expired' }]);
    expect(letter.headers).not.toHaveProperty(names.failureCode);
    await operations.resume('first');
    await waitFor('it to be kept no longer', async () => !(await kept()));
    expect(harness.handle).not.toHaveBeenCalled();
  });
});

import { nestedLists, publishRaw, rawValue, waitFor } from '@warren/testing';
import { ConsumingHarness, event } from '../consuming/consuming.harness';
import { unreadable, untilSetAside } from './unreadable.harness';

const FAULTS = [
  ['lists nested 26,000 deep', nestedLists(26_000)],
  ['lists nested 65 deep', nestedLists(65)],
] as const;

describe('a message that cannot be read', () => {
  let harness: ConsumingHarness;

  beforeEach(async () => {
    harness = await ConsumingHarness.start();
  });

  afterEach(() => harness.stop());

  it.each(FAULTS)(
    'is set aside with all its bytes when it has %s, and costs no other delivery',
    async (_, bytes) => {
      const connection = await connectionOf(harness);
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      harness.handleSecond.mockImplementation(() => held);
      await harness.publish('both', event('before'), { messageId: 'before' });
      await waitFor('the neighbour to run', () => harness.handleSecond.mock.calls.length === 1);
      const properties = unreadable('m1', bytes);
      publishRaw(harness.channel, {
        routingKey: 'first',
        properties,
        body: Buffer.from('{"a":1}'),
      });
      await harness.publishAll(['behind']);
      const [message, ...others] = await untilSetAside(harness, 1);
      expect(others).toEqual([]);
      expect(message).toMatchObject({
        ...{
          fault: 'too_deep',
          queue: 'first',
          routingKey: 'first',
          exchange: '',
          bytesLeftOut: 0,
        },
        messageId: 'm1',
      });
      expect(message?.properties.equals(properties)).toBe(true);
      expect(message?.body.toString()).toBe('{"a":1}');
      await waitFor('the one behind it', () => harness.journal.idsOf('first').includes('behind'));
      release();
      await waitFor('the neighbour', () => harness.journal.idsOf('second').includes('before'));
      // The neighbour was delivered once, on the connection that was there.
      expect(harness.handleSecond).toHaveBeenCalledTimes(1);
      expect(await connectionOf(harness)).toBe(connection);
      expect(await harness.depth('first')).toBe(0);
      expect(harness.first.counts).toMatchObject({ unreadable: 1, deadLettered: 0, processed: 2 });
      expect(harness.readiness.report().checks['consumers']?.detail).toContain(
        'set aside as unreadable: 1',
      );
    },
  );

  it('is none that has only a number of a type that amqplib does not know (I15)', async () => {
    // A classic queue of RabbitMQ 3 keeps the bytes; others write this number as the signed one.
    const classic = await ConsumingHarness.start({ maxPriority: 9, prefetch: 1 });
    try {
      const number = rawValue('L', Buffer.alloc(8, 1));
      const properties = unreadable('m1', number);
      const body = Buffer.from(event('m1'));
      publishRaw(classic.channel, { routingKey: 'first', properties, body });
      await classic.channel.waitForConfirms();
      await waitFor('it', () => classic.journal.idsOf('first').includes('m1'));
      const [[, delivery] = []] = classic.handle.mock.calls;
      expect(delivery?.headers).toEqual({ z: 'behind' });
      const kept = Buffer.from(delivery?.encodedHeaders?.['deep'] ?? '', 'base64');
      expect(kept.subarray(1)).toEqual(number.subarray(1));
      expect(await classic.depth('unreadable')).toBe(0);
    } finally {
      await classic.stop();
    }
  });

  it('is set aside once when a worker died with it, and it is fetched one by one', async () => {
    harness.publisherProxy.mode = 'blackhole-up';
    for (const each of ['m1', 'm2', 'm3']) {
      const body = Buffer.from(event(each));
      publishRaw(harness.channel, { routingKey: 'first', properties: unreadable(each), body });
    }
    await harness.channel.waitForConfirms();
    await waitFor('them to be held', async () => (await harness.depth('first')) === 0);
    harness.kill();
    const next = await ConsumingHarness.start({}, { vhost: harness.vhost });
    try {
      const found = await untilSetAside(next, 3);
      expect(found.map(({ messageId }) => messageId).sort()).toEqual(['m1', 'm2', 'm3']);
      await next.publishAll(['behind']);
      await waitFor('the one behind', () => next.journal.idsOf('first').includes('behind'));
      expect(await next.depth('unreadable')).toBe(3);
    } finally {
      await next.stop();
    }
  });

  it('waits in its queue while the broker takes no copy of it', async () => {
    await harness.channel.deleteQueue('unreadable');
    const body = Buffer.from('{}');
    publishRaw(harness.channel, { routingKey: 'first', properties: unreadable('m1'), body });
    // The queue is declared again, and then takes it.
    await waitFor('the ack', () => harness.first.counts.unreadable === 1);
    const [message] = await untilSetAside(harness, 1);
    expect(message?.messageId).toBe('m1');
  });

  it('that claims in a header to be unreadable is handled like any other', async () => {
    await harness.publish('first', event('m1'), {
      messageId: 'm1',
      headers: { 'warren-unreadable': 'too_deep', 'warren-property-bytes': 1_000_000 },
    });
    await waitFor('it', () => harness.journal.idsOf('first').includes('m1'));
    expect(harness.first.counts).toMatchObject({ unreadable: 0, processed: 1 });
    expect(await harness.depth('unreadable')).toBe(0);
  });

  it('can be looked at as often as one likes, also one that another client put there', async () => {
    publishRaw(harness.channel, {
      routingKey: 'unreadable',
      properties: unreadable('foreign'),
      body: Buffer.from('x'),
    });
    for (const each of ['m1', 'm2']) {
      const body = Buffer.from(each);
      publishRaw(harness.channel, { routingKey: 'first', properties: unreadable(each), body });
    }
    const first = await untilSetAside(harness, 3);
    const again = await untilSetAside(harness, 3);
    expect(again).toEqual(first);
    expect(first[0]).toMatchObject({ id: 'foreign', queue: undefined, body: Buffer.from('x') });
    expect(
      first
        .slice(1)
        .map(({ body }) => body.toString())
        .sort(),
    ).toEqual(['m1', 'm2']);
  });
});

async function connectionOf(harness: ConsumingHarness): Promise<object> {
  return (await harness.consumerChannel('first')).connection;
}

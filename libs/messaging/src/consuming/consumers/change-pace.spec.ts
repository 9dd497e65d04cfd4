import { setImmediate as turn } from 'node:timers/promises';
import { queues } from '@warren/contracts';
import { waitFor } from '@warren/testing';
import type { DeliveryProcessor } from '../deliveries/delivery-processor';
import { delivery, FakeChannel } from './fake-channel.harness';
import { QueueConsumer } from './queue-consumer';

describe('a consumer asks for one delivery at first', () => {
  const onLost = jest.fn();
  let channel: FakeChannel;
  let consumer: QueueConsumer;

  beforeEach(async () => {
    jest.resetAllMocks();
    channel = new FakeChannel();
    const handler = {
      name: 'H.run',
      queue: queues.mensajes,
      handle: () => undefined,
      stop: () => undefined,
    };
    const processor = { process: () => new Promise(() => undefined) };
    consumer = new QueueConsumer(handler, 'tag', processor as unknown as DeliveryProcessor, onLost);
    await attach();
  });

  async function attach(to = channel): Promise<void> {
    const attached = consumer.attach(to.watched());
    to.consent();
    await attached;
  }

  const prefetches = (): unknown[] => channel.prefetch.mock.calls.flat();

  it('and for as many as it may hold when that one has not come back, without a gap', async () => {
    channel.receive(delivery());
    expect(consumer.state).toBe('attached');
    expect(channel.cancel).not.toHaveBeenCalled();
    channel.consent();
    await waitFor('the first to end', () => channel.cancel.mock.calls.length === 1);
    expect(channel.cancel).toHaveBeenCalledWith('tag-1');
    expect(prefetches()).toEqual([1, queues.mensajes.prefetch]);
    expect(consumer.state).toBe('attached');
  });

  it('and goes on so while those that come have come back', async () => {
    channel.receive(delivery(true, 2));
    await turn();
    expect(channel.consume).toHaveBeenCalledTimes(1);
  });

  it('and does so again when one has come back, and on another channel', async () => {
    channel.receive(delivery());
    channel.consent();
    await waitFor('the first to end', () => channel.cancel.mock.calls.length === 1);
    channel.receive(delivery(true, 2));
    channel.consent();
    await waitFor('the second to end', () => channel.cancel.mock.calls.length === 2);
    expect(prefetches()).toEqual([1, queues.mensajes.prefetch, 1]);
    channel.emit('close');
    const next = new FakeChannel();
    await attach(next);
    expect(next.prefetch.mock.calls).toEqual([[1]]);
  });

  it('and for the next one when that one has come back and runs for long', async () => {
    channel.receive(delivery(true, 2));
    await waitFor('another subscription', () => channel.consume.mock.calls.length === 2);
    channel.consent();
    await waitFor('the first to end', () => channel.cancel.mock.calls.length === 1);
    expect(prefetches()).toEqual([1, 1]);
    // The first is still being handled, and the next one is new.
    channel.receive(delivery());
    await waitFor('a third', () => channel.consume.mock.calls.length === 3);
    expect(prefetches()).toEqual([1, 1, queues.mensajes.prefetch]);
  });

  it('and is lost when the broker refuses more', async () => {
    channel.receive(delivery());
    channel.refuse(new Error('no'));
    await waitFor('it to be told', () => onLost.mock.calls.length === 1);
    expect(consumer.state).toBe('detached');
  });

  it('and for none when it is paused while it asks for more', async () => {
    channel.receive(delivery());
    const paused = consumer.pause();
    channel.consent();
    await paused;
    await waitFor('both to end', () => new Set(channel.cancel.mock.calls.flat()).size === 2);
    expect(consumer.state).toBe('paused');
    expect(onLost).not.toHaveBeenCalled();
  });
});

import { setTimeout as wait } from 'node:timers/promises';
import { queues } from '@warren/testing';
import { Logger } from '@nestjs/common';
import { NoBrokerAnswerError } from '../async/with-timeout';
import { UnavailableQueues } from '../amqp/connection/unavailable-queues';
import { attachConsumer } from './attach-consumer';
import type { DeliveryProcessor } from './deliveries/delivery-processor';
import { FakeChannel } from './intake/fake-channel.harness';
import { QueueConsumer } from './queue-consumer';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn() }));

const waited = jest.mocked(wait);

describe('attaching a consumer', () => {
  const publisher = {
    isConnected: true,
    restoreQueue: jest.fn<Promise<void>, [string]>(),
    whyUnavailable: jest.fn<string | undefined, [string]>(),
  };
  const warn = jest.spyOn(Logger.prototype, 'warn');
  let unavailable: UnavailableQueues;
  let channel: FakeChannel;
  let consumer: QueueConsumer;

  beforeEach(() => {
    jest.resetAllMocks();
    waited.mockResolvedValue(undefined);
    publisher.isConnected = true;
    unavailable = new UnavailableQueues('consumed');
    channel = new FakeChannel();
    channel.consume.mockResolvedValue({});
    const handler = {
      name: 'H.run',
      queue: queues.mensajes,
      handle: () => undefined,
      stop: () => undefined,
    };
    const processor = {} as DeliveryProcessor;
    consumer = new QueueConsumer(handler, 'tag', processor, () => undefined);
  });

  const pauses = (): unknown[] => waited.mock.calls.map(([ms]) => ms);
  const reasons = (): unknown[] =>
    warn.mock.calls.map(([details]) => (details as { reason: string }).reason);

  it('makes sure of its queue first', async () => {
    await attachConsumer(consumer, channel.watched(), publisher, unavailable);
    expect(publisher.restoreQueue.mock.calls).toEqual([['mensajes']]);
    expect(consumer.state).toBe('attached');
    expect(pauses()).toEqual([]);
  });

  it('is tried less and less often, and says once what stands in the way (I13)', async () => {
    const mismatch = new Error("The queue 'mensajes' exists with other arguments");
    for (let n = 0; n < 7; n += 1) publisher.restoreQueue.mockRejectedValueOnce(mismatch);
    await attachConsumer(consumer, channel.watched(), publisher, unavailable);
    expect(pauses()).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(reasons()).toEqual([mismatch.message]);
    expect(consumer.state).toBe('attached');
  });

  it('says that its queue is unavailable while the broker refuses it, and no longer', async () => {
    const refused = Object.assign(new Error('405 RESOURCE_LOCKED'), { code: 405 });
    for (let n = 0; n < 3; n += 1) publisher.restoreQueue.mockRejectedValueOnce(refused);
    const seen: unknown[] = [];
    waited.mockImplementation(() => {
      seen.push(unavailable.get('mensajes'));
      return Promise.resolve(undefined);
    });
    await attachConsumer(consumer, channel.watched(), publisher, unavailable);
    expect(seen).toEqual(Array(3).fill('405 RESOURCE_LOCKED'));
    expect(unavailable.names).toEqual([]);
    expect(reasons()).toEqual(['405 RESOURCE_LOCKED']);
  });

  it('blames the connection and not the queue when the connection is what is lost', async () => {
    publisher.restoreQueue.mockRejectedValueOnce(new Error('Channel ended, no reply'));
    const added = jest.spyOn(unavailable, 'add');
    await attachConsumer(consumer, channel.watched(), publisher, unavailable);
    expect(added).not.toHaveBeenCalled();
  });

  it('gives a channel up on which the broker does not answer', async () => {
    const watched = channel.watched();
    channel.consume.mockRejectedValueOnce(new NoBrokerAnswerError(5_000));
    await attachConsumer(consumer, watched, publisher, unavailable);
    expect(watched.gone.aborted).toBe(true);
    expect(unavailable.get('mensajes')).toMatch(/does not answer/);
    expect(consumer.state).toBe('detached');
  });

  it('waits for the publisher without asking the broker, and then continues at once', async () => {
    publisher.isConnected = false;
    waited.mockImplementation(() => {
      publisher.isConnected = waited.mock.calls.length >= 5;
      return Promise.resolve(undefined);
    });
    await attachConsumer(consumer, channel.watched(), publisher, unavailable);
    expect(pauses()).toEqual([500, 500, 500, 500, 500]);
    expect(publisher.restoreQueue).toHaveBeenCalledTimes(1);
  });

  it('gives up the channel when the broker ends it as it begins, and is tried on the next', async () => {
    channel.consume.mockImplementationOnce((_, receive) => {
      receive(null);
      return Promise.resolve({});
    });
    await attachConsumer(consumer, channel.watched(), publisher, unavailable);
    expect(channel.close).toHaveBeenCalledTimes(1);
    expect(consumer.state).toBe('detached');
    await attachConsumer(consumer, channel.watched(), publisher, unavailable);
    expect(consumer.state).toBe('attached');
  });

  it.each([
    ['the channel is gone', () => void channel.emit('close')],
    ['the consumer is cancelled', () => void consumer.stop()],
  ])('ends when %s', async (_, end) => {
    publisher.restoreQueue.mockRejectedValue(new Error('never'));
    waited.mockImplementation(() => {
      if (waited.mock.calls.length === 3) end();
      return Promise.resolve(undefined);
    });
    await attachConsumer(consumer, channel.watched(), publisher, unavailable);
    expect(pauses()).toHaveLength(3);
    expect(channel.consume).not.toHaveBeenCalled();
  });

  it('leaves one listener on the channel however long it takes', async () => {
    const watched = channel.watched();
    for (let n = 0; n < 20; n += 1) publisher.restoreQueue.mockRejectedValueOnce(new Error());
    await attachConsumer(consumer, watched, publisher, unavailable);
    expect(channel.listenerCount('close')).toBe(1);
  });
});

import { setTimeout as wait } from 'node:timers/promises';
import { queues } from '@warren/contracts';
import { Logger } from '@nestjs/common';
import { attachConsumer } from './attach-consumer';
import type { DeliveryProcessor } from '../deliveries/delivery-processor';
import { FakeChannel } from './fake-channel.harness';
import type { Quarantine } from './quarantine';
import { QueueConsumer } from './queue-consumer';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn() }));

const waited = jest.mocked(wait);

describe('attaching a consumer', () => {
  const publisher = {
    isBlocked: false,
    isConnected: true,
    restoreTopology: jest.fn<Promise<void>, []>(),
  };
  const warn = jest.spyOn(Logger.prototype, 'warn');
  let channel: FakeChannel;
  let consumer: QueueConsumer;

  beforeEach(() => {
    jest.resetAllMocks();
    waited.mockResolvedValue(undefined);
    publisher.isConnected = true;
    publisher.isBlocked = false;
    channel = new FakeChannel();
    channel.consume.mockResolvedValue({});
    const handler = {
      name: 'H.run',
      queue: queues.mensajes,
      handle: () => undefined,
      stop: () => undefined,
    };
    // Its clock is not what is tested.
    const quarantine = {
      concerns: () => false,
      visit: async (_: boolean, fetch: (turn: object) => Promise<unknown>) => {
        await fetch({ isOver: false });
        return true;
      },
    };
    const processor = {} as DeliveryProcessor;
    consumer = new QueueConsumer(
      handler,
      'tag',
      processor,
      () => undefined,
      quarantine as unknown as Quarantine,
    );
  });

  const pauses = (): unknown[] => waited.mock.calls.map(([ms]) => ms);
  const reasons = (): unknown[] =>
    warn.mock.calls.map(([details]) => (details as { reason: string }).reason);

  it('does not ask a broker with an alarm for the topology: it would not answer', async () => {
    publisher.isBlocked = true;
    publisher.restoreTopology.mockReturnValue(new Promise(() => undefined));
    await attachConsumer(consumer, channel.watched(), publisher);
    expect(publisher.restoreTopology).not.toHaveBeenCalled();
    expect(consumer.state).toBe('attached');
  });

  it('makes sure of the topology first', async () => {
    await attachConsumer(consumer, channel.watched(), publisher);
    expect(publisher.restoreTopology).toHaveBeenCalledTimes(1);
    expect(consumer.state).toBe('attached');
    expect(pauses()).toEqual([]);
  });

  it('is tried less and less often, and says once what stands in the way (I13)', async () => {
    const mismatch = new Error("The queue 'mensajes' exists with other arguments");
    for (let n = 0; n < 7; n += 1) publisher.restoreTopology.mockRejectedValueOnce(mismatch);
    await attachConsumer(consumer, channel.watched(), publisher);
    expect(pauses()).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(reasons()).toEqual([mismatch.message]);
    expect(consumer.state).toBe('attached');
  });

  it('waits for the publisher without asking the broker, and then goes on at once', async () => {
    publisher.isConnected = false;
    waited.mockImplementation(() => {
      publisher.isConnected = waited.mock.calls.length >= 5;
      return Promise.resolve(undefined);
    });
    await attachConsumer(consumer, channel.watched(), publisher);
    expect(pauses()).toEqual([500, 500, 500, 500, 500]);
    expect(publisher.restoreTopology).toHaveBeenCalledTimes(1);
  });

  it('is tried again when the broker ends it as it begins', async () => {
    channel.consume.mockImplementationOnce((_, receive) => {
      receive(null);
      return Promise.resolve({});
    });
    await attachConsumer(consumer, channel.watched(), publisher);
    expect(channel.consume).toHaveBeenCalledTimes(2);
    expect(consumer.state).toBe('attached');
  });

  it.each([
    ['the channel is gone', () => void channel.emit('close')],
    ['the consumer is cancelled', () => void consumer.stop()],
  ])('ends when %s', async (_, end) => {
    publisher.restoreTopology.mockRejectedValue(new Error('never'));
    waited.mockImplementation(() => {
      if (waited.mock.calls.length === 3) end();
      return Promise.resolve(undefined);
    });
    await attachConsumer(consumer, channel.watched(), publisher);
    expect(pauses()).toHaveLength(3);
    expect(channel.consume).not.toHaveBeenCalled();
  });

  it('leaves one listener on the channel however long it takes', async () => {
    const watched = channel.watched();
    for (let n = 0; n < 20; n += 1) publisher.restoreTopology.mockRejectedValueOnce(new Error());
    await attachConsumer(consumer, watched, publisher);
    expect(channel.listenerCount('close')).toBe(1);
  });
});

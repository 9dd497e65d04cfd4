import { setImmediate as turn } from 'node:timers/promises';
import { queues, waitFor } from '@warren/testing';
import type { DeliveryProcessor } from './deliveries/delivery-processor';
import type { DeliveryResult } from '../messages/delivery-result';
import { delivery, FakeChannel } from './intake/fake-channel.harness';
import { QueueConsumer } from './queue-consumer';
import type { WatchedChannel } from '../amqp/subscriptions/watch-channel';

describe('the consumer of a queue', () => {
  const process = jest.fn<Promise<DeliveryResult>, []>();
  const onLost = jest.fn();
  let channel: FakeChannel;
  let watched: WatchedChannel;
  let consumer: QueueConsumer;

  beforeEach(() => {
    jest.resetAllMocks();
    channel = new FakeChannel();
    watched = channel.watched();
    consumer = newConsumer();
  });

  function newConsumer(): QueueConsumer {
    const handler = {
      name: 'H.run',
      queue: queues.mensajes,
      handle: () => undefined,
      stop: () => undefined,
    };
    const processor = { process, findReturn: () => undefined } as unknown as DeliveryProcessor;
    return new QueueConsumer(handler, 'tag', processor, onLost);
  }

  async function attach(to = channel, as = watched): Promise<void> {
    await Promise.all([consumer.attach(as), to.consent()]);
  }

  it('is attached when the broker has consented, and not before', async () => {
    const attached = consumer.attach(watched);
    expect(consumer.state).toBe('detached');
    await Promise.all([attached, channel.consent()]);
    expect(consumer.state).toBe('attached');
  });

  describe('settles a delivery once (I1)', () => {
    beforeEach(() => attach());

    it('by an ack when its consequence is safe, and not before (I2)', async () => {
      let safe: (result: DeliveryResult) => void = () => undefined;
      process.mockReturnValue(new Promise((resolve) => (safe = resolve)));
      channel.receive(delivery());
      await Promise.resolve();
      expect(channel.ack).not.toHaveBeenCalled();
      safe({ kind: 'processed' });
      await consumer.idle();
      expect(channel.ack).toHaveBeenCalledTimes(1);
      expect(channel.nack).not.toHaveBeenCalled();
    });

    it.each([
      ['its queue', false, true],
      ['the dead letters, when it has been back already', true, false],
    ])('by giving back to %s what could not be processed', async (_, redelivered, requeue) => {
      process.mockRejectedValue(new Error('a fault of ours'));
      const message = delivery(redelivered);
      channel.receive(message);
      await consumer.idle();
      expect(channel.nack.mock.calls).toEqual([[message, false, requeue]]);
      expect(channel.ack).not.toHaveBeenCalled();
    });

    it('and not at all when its channel is gone: the broker has it back', async () => {
      process.mockImplementation(() => {
        channel.emit('close');
        return Promise.reject(new Error('aborted'));
      });
      channel.receive(delivery());
      await consumer.idle();
      expect(channel.ack).not.toHaveBeenCalled();
      expect(channel.nack).not.toHaveBeenCalled();
    });

    it('and lives when the channel refuses to be used', async () => {
      channel.ack.mockImplementation(() => {
        throw new Error('Channel closed');
      });
      process.mockResolvedValue({ kind: 'processed' });
      channel.receive(delivery());
      await expect(consumer.idle()).resolves.toBeUndefined();
    });
  });

  it('cancels also what the broker has not consented to yet, and stays stopped (I10)', async () => {
    const attached = consumer.attach(watched);
    const consenting = channel.consent();
    await waitFor('it to ask', () => channel.consume.mock.calls.length === 1);
    const cancelled = consumer.stop();
    expect(channel.cancel).toHaveBeenCalledWith('tag-1');
    await Promise.all([attached, cancelled, consenting]);
    expect(consumer.state).toBe('stopped');
    channel.receive(delivery());
    expect(process).not.toHaveBeenCalled();
  });

  it('is not attached when the broker ends it as it begins (I13)', async () => {
    const attached = consumer.attach(watched);
    await channel.consent();
    channel.receive(null);
    await expect(attached).rejects.toThrow('ended the consumer at once');
    expect(consumer.state).toBe('detached');
    // The attaching caller has the error and tries again; no other must.
    expect(onLost).not.toHaveBeenCalled();
  });

  it('says once that the broker ended it, and gives up the channel: deliveries may follow (I13)', async () => {
    await attach();
    channel.receive(null);
    expect(consumer.state).toBe('detached');
    expect(onLost).toHaveBeenCalledTimes(1);
    expect(onLost).toHaveBeenCalledWith(consumer, watched);
    expect(channel.close).toHaveBeenCalledTimes(1);
  });

  describe('while it is held', () => {
    beforeEach(async () => {
      await attach();
      consumer.hold(true);
    });

    it('takes no more, begins none of those it has, and says so (row 35)', () => {
      expect(consumer.state).toBe('held');
      expect(channel.cancel).toHaveBeenCalledWith('tag-1');
      channel.receive(delivery());
      expect(process).not.toHaveBeenCalled();
    });

    it('and then no longer, it begins them and asks to be attached (row 35)', async () => {
      channel.receive(delivery());
      await turn();
      process.mockResolvedValue({ kind: 'processed' });
      consumer.hold(false);
      expect(process).toHaveBeenCalledTimes(1);
      expect(consumer.state).toBe('detached');
      await waitFor('it to ask', () => onLost.mock.calls.length === 1);
      await attach();
      expect(consumer.state).toBe('attached');
    });

    it('is not attached, also not to another channel', async () => {
      const next = new FakeChannel();
      await consumer.attach(next.watched());
      expect(next.consume).not.toHaveBeenCalled();
    });

    it('stays paused when somebody paused it meanwhile', async () => {
      await consumer.pause();
      consumer.hold(false);
      expect(consumer.state).toBe('paused');
      expect(onLost).not.toHaveBeenCalled();
    });

    it('stays held when somebody resumes it', async () => {
      await consumer.pause();
      await consumer.resume();
      expect(consumer.state).toBe('held');
      expect(onLost).not.toHaveBeenCalled();
    });

    it('begins nothing when it is stopped', async () => {
      channel.receive(delivery());
      await consumer.stop();
      consumer.hold(false);
      expect(consumer.state).toBe('stopped');
      expect(process).not.toHaveBeenCalled();
    });
  });

  describe('counts failures in a row', () => {
    const failures = queues.mensajes.breaker?.failures ?? 0;

    async function fail(countsForBreaker: boolean | undefined): Promise<void> {
      const failure = { code: 'away', message: 'try later' };
      process.mockResolvedValue({ kind: 'retry', messageId: 'm1', failure, countsForBreaker });
      channel.receive(delivery());
      await consumer.idle();
    }

    beforeEach(() => attach());
    afterEach(() => consumer.stop());

    it('and pauses itself when there are too many that count', async () => {
      for (let n = 0; n < failures; n += 1) await fail(true);
      expect(consumer.state).toBe('open');
    });

    it('and neither ends nor lengthens the row by what no handler was called for', async () => {
      for (let n = 1; n < 2 * failures; n += 1) await fail(n % 2 === 1 || undefined);
      expect(consumer.state).toBe('open');
    });

    it('and continues when what it handled was done, and only its answers were not accepted', async () => {
      for (let n = 1; n < failures; n += 1) await fail(true);
      for (let n = 0; n < failures; n += 1) await fail(false);
      expect(consumer.state).toBe('attached');
      // They end a row: what the handler needs was there.
      await fail(true);
      expect(consumer.state).toBe('attached');
    });
  });

  it('is detached when its channel closes, and attached by another one only', async () => {
    await attach();
    channel.emit('close');
    expect(consumer.state).toBe('detached');
    await consumer.attach(watched);
    expect(channel.consume).toHaveBeenCalledTimes(1);
    const next = new FakeChannel();
    await attach(next, next.watched());
    expect(consumer.state).toBe('attached');
  });

  it('leaves one listener on a channel however often it is attached to it', async () => {
    for (let n = 0; n < 20; n += 1) {
      await attach();
      await consumer.loseUnnoticed();
    }
    expect(channel.listenerCount('close')).toBe(1);
  });
});

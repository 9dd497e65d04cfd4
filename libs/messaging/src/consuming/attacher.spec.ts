import { setImmediate as turn } from 'node:timers/promises';
import { queues, waitFor } from '@warren/testing';
import type { DeliveryProcessor } from './deliveries/delivery-processor';
import { Attacher } from './attacher';
import { FakeChannel } from './intake/fake-channel.harness';
import { QueueConsumer } from './queue-consumer';

describe('attaching consumers before it is known what was processed', () => {
  const restoreQueue = jest.fn(() => Promise.resolve());
  const publisher = { isConnected: true, restoreQueue, whyUnavailable: () => undefined };
  let settle: { resolve: () => void; reject: (reason: Error) => void };
  let attacher: Attacher;
  let channel: FakeChannel;
  let consumer: QueueConsumer;

  beforeEach(() => {
    jest.clearAllMocks();
    const ready = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
    attacher = new Attacher(publisher, { ready: () => ready });
    channel = new FakeChannel();
    channel.consume.mockResolvedValue({});
    const handler = {
      name: 'H.run',
      queue: queues.mensajes,
      handle: () => undefined,
      stop: () => undefined,
    };
    consumer = new QueueConsumer(handler, 'tag', {} as DeliveryProcessor, (...lost) =>
      attacher.attach(...lost),
    );
  });

  async function turns(): Promise<void> {
    for (let n = 0; n < 10; n += 1) await turn();
  }

  it('waits until it is, also when somebody resumes a consumer, and attaches it once (I12)', async () => {
    const on = channel.watched();
    attacher.attach(consumer, on);
    await consumer.pause();
    consumer.moveTo(on);
    await consumer.resume();
    await turns();
    expect(channel.consume).not.toHaveBeenCalled();
    expect(consumer.state).toBe('detached');
    settle.resolve();
    await waitFor('the consumer', () => consumer.state === 'attached');
    expect(channel.consume).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['it is known', () => settle.resolve()],
    ['waiting for it was given up', () => settle.reject(new Error('stopped'))],
  ])('attaches nothing when it was stopped before %s (I10)', async (_, end) => {
    attacher.attach(consumer, channel.watched());
    await consumer.stop();
    end();
    await turns();
    expect(channel.consume).not.toHaveBeenCalled();
    expect(consumer.state).toBe('stopped');
  });
});

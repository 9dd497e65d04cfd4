import { setImmediate as turn } from 'node:timers/promises';
import { EventDto, queue, type Queue } from '@warren/model';
import { queues, waitFor } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import { findReturn } from '../../failures/decide-return';
import type { DeliveryResult } from '../../messages/delivery-result';
import type { DeliveryProcessor } from '../deliveries/delivery-processor';
import { QueueConsumer } from '../queue-consumer';
import { delivery, FakeChannel } from './fake-channel.harness';

describe('the intake of a queue', () => {
  const onLost = jest.fn();
  let channel: FakeChannel;
  let ends: (() => void)[];

  beforeEach(() => {
    onLost.mockReset();
    channel = new FakeChannel();
    ends = [];
  });

  function consumerOf(declared: Queue): QueueConsumer {
    const stop = (): void => undefined;
    const handler = { name: 'H.run', queue: declared, handle: stop, stop };
    const processor = {
      findReturn: (message: ConsumeMessage) => findReturn(message, declared, 1_000),
      process: (): Promise<DeliveryResult> =>
        new Promise((resolve) => ends.push(() => resolve({ kind: 'processed' }))),
    } as unknown as DeliveryProcessor;
    return new QueueConsumer(handler, 'tag', processor, onLost);
  }

  it('copies what was returned twice while others have all slots, one after the other, and is not idle until that is acked', async () => {
    const consumer = consumerOf(
      queue('small', { event: EventDto, from: [], prefetch: 9, concurrency: 1 }),
    );
    await Promise.all([consumer.attach(channel.watched()), channel.consent()]);
    for (const [count, tag] of [[0], [1], [2], [3]].map(([count = 0], at) => [count, at + 1])) {
      channel.receive(delivery(true, count, tag));
    }
    await turn();
    expect(ends).toHaveLength(2);
    expect(consumer.inFlight).toBe(1);
    ends[1]?.();
    await waitFor('the next copy', () => ends.length === 3);
    expect(channel.ack).toHaveBeenCalledTimes(1);
    await consumer.stop();
    let isIdle = false;
    const idle = consumer.idle().then(() => (isIdle = true));
    ends[0]?.();
    await turn();
    expect(isIdle).toBe(false);
    for (const end of ends) end();
    await idle;
    // The second had no slot.
    const acked: unknown[] = channel.ack.mock.calls.map(([message]: unknown[]) => message);
    expect(acked).toMatchObject([3, 1, 4].map((deliveryTag) => ({ fields: { deliveryTag } })));
  });

  it('asks again when the consumer was held while it asked', async () => {
    const consumer = consumerOf(queues.mensajes);
    const on = channel.watched();
    const attached = consumer.attach(on);
    consumer.hold(true);
    consumer.hold(false);
    await Promise.all([attached, channel.consent()]);
    await waitFor('it to be notified', () => onLost.mock.calls.length > 0);
    expect(consumer.state).toBe('detached');
    await Promise.all([consumer.attach(on), channel.consent()]);
    expect(consumer.subscribedAs).toBe('tag-2');
  });

  it('subscribes once on a channel, however often it is attached', async () => {
    const consumer = consumerOf(queues.mensajes);
    const on = channel.watched();
    await Promise.all([consumer.attach(on), consumer.attach(on), channel.consent()]);
    await consumer.attach(on);
    expect(channel.consume).toHaveBeenCalledTimes(1);
  });

  it('does not go back to a channel that is gone', async () => {
    const consumer = consumerOf(queues.mensajes);
    await Promise.all([consumer.attach(channel.watched()), channel.consent()]);
    const old = new FakeChannel();
    const gone = old.watched();
    old.emit('close');
    await consumer.attach(gone);
    expect(old.consume).not.toHaveBeenCalled();
    expect(consumer.state).toBe('attached');
  });
});

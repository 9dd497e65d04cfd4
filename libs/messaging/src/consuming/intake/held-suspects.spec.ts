import { setImmediate as turn } from 'node:timers/promises';
import { headers } from '@warren/model';
import { queues, waitFor } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import type { DeliveryResult } from '../../messages/delivery-result';
import type { DeliveryProcessor } from '../deliveries/delivery-processor';
import { QueueConsumer } from '../queue-consumer';
import { delivery, FakeChannel } from './fake-channel.harness';

/** The copy of a message that was returned to its queue. */
function copyOfReturned(deliveryTag: number): ConsumeMessage {
  const message = delivery(false, 0, deliveryTag);
  return { ...message, properties: { ...message.properties, headers: { [headers.returns]: 1 } } };
}

describe('copies of what was returned', () => {
  it('are not begun while the consumer is held, take no slot until their turn, and are handled after it (row 35)', async () => {
    const process = jest.fn<Promise<DeliveryResult>, []>();
    process.mockResolvedValue({ kind: 'processed' });
    const queue = { ...queues.mensajes, prefetch: 10, concurrency: 1 };
    const handler = { name: 'H.run', queue, handle: () => undefined, stop: () => undefined };
    const processor = { process, findReturn: () => undefined } as unknown as DeliveryProcessor;
    const consumer = new QueueConsumer(handler, 'tag', processor, () => undefined);
    const channel = new FakeChannel();
    await Promise.all([consumer.attach(channel.watched()), channel.consent()]);

    consumer.hold(true);
    for (const tag of [1, 2]) channel.receive(copyOfReturned(tag));
    await turn();
    expect(process).not.toHaveBeenCalled();
    consumer.hold(false);
    await waitFor('both', () => process.mock.calls.length === 2);

    let end: (result: DeliveryResult) => void = () => undefined;
    process.mockReturnValueOnce(new Promise((resolve) => (end = resolve)));
    channel.receive(copyOfReturned(3));
    channel.receive(copyOfReturned(4));
    channel.receive(delivery(false, 0, 5));
    await turn();
    expect(process).toHaveBeenCalledTimes(3);
    end({ kind: 'processed' });
    await waitFor('all', () => process.mock.calls.length === 5);
  });
});

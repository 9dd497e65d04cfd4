import { setImmediate as turn } from 'node:timers/promises';
import { queue, queues, EventDto, type Queue } from '@warren/contracts';
import { waitFor } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import type { DeliveryProcessor } from '../deliveries/delivery-processor';
import type { DeliveryResult } from '../deliveries/delivery-result';
import { delivery, FakeChannel } from './fake-channel.harness';
import { Quarantine } from './quarantine';
import { QueueConsumer } from './queue-consumer';

/** One consumer, its channel, and the deliveries it is handling. */
class Side {
  readonly channel = new FakeChannel();
  readonly on = this.channel.watched();
  readonly lost = jest.fn();
  readonly ends: (() => void)[] = [];
  readonly consumer: QueueConsumer;

  constructor(quarantine: Quarantine, declared: Queue = queues.mensajes) {
    const handle = (): void => undefined;
    const handler = { name: 'H.run', queue: declared, handle, stop: handle };
    const process = (): Promise<DeliveryResult> =>
      new Promise((resolve) => this.ends.push(() => resolve({ kind: 'processed' })));
    const processor = { process } as unknown as DeliveryProcessor;
    this.consumer = new QueueConsumer(handler, 'tag', processor, this.lost, quarantine);
  }

  /** Puts messages into its queue that came back so often. */
  put(...counts: number[]): void {
    const { returned } = this.channel;
    const first = returned.length + 1;
    returned.push(...counts.map((count, place) => delivery(count > 0, count, first + place)));
  }

  begun(count: number): Promise<unknown> {
    return waitFor(`${count} to begin`, () => this.ends.length === count);
  }

  /** Ends the one that began first. */
  end(): void {
    this.ends.shift()?.();
  }

  async attached(): Promise<void> {
    await Promise.all([this.consumer.attach(this.on), this.channel.consent()]);
  }
}

describe('what came back to a queue', () => {
  let quarantine: Quarantine;
  let side: Side;

  beforeEach(() => {
    quarantine = new Quarantine();
    side = new Side(quarantine);
  });

  afterEach(async () => {
    quarantine.stop();
    await side.consumer.stop();
    side.channel.emit('close');
    side.ends.forEach((end) => end());
  });

  const settled = async (): Promise<void> => {
    for (let n = 0; n < 5; n += 1) await turn();
  };

  it('is taken before the consumer subscribes, up to the first that did not', async () => {
    side.put(1, 1, 0, 0);
    await side.attached();
    expect(side.channel.get.mock.calls).toEqual([['mensajes'], ['mensajes'], ['mensajes']]);
    expect(side.channel.prefetch.mock.calls).toEqual([[queues.mensajes.prefetch]]);
    await side.begun(3);
    expect(side.consumer.isSubscribed).toBe(true);
  });

  it('is asked for once where nothing did', async () => {
    await side.attached();
    expect(side.channel.get).toHaveBeenCalledTimes(1);
    expect(side.ends).toEqual([]);
  });

  it('is not asked for in strict order, where one is held at a time anyway', async () => {
    const strict = queue('strict', { event: EventDto, from: [], ordering: 'strict' });
    const other = new Side(quarantine, strict);
    other.put(2);
    await other.attached();
    expect(other.channel.get).not.toHaveBeenCalled();
    other.channel.receive(delivery(true, 2));
    await settled();
    expect(other.channel.cancel).not.toHaveBeenCalled();
  });

  it('comes one at a time while it may kill, and the consumer counts as attached', async () => {
    side.put(2, 2, 0);
    const attached = side.attached();
    await side.begun(1);
    await settled();
    expect(side.channel.get).toHaveBeenCalledTimes(1);
    expect(side.consumer.state).toBe('attached');
    expect(side.consumer.isSubscribed).toBe(false);
    side.end();
    await side.begun(1);
    expect(side.channel.ack).toHaveBeenCalledTimes(1);
    expect(side.channel.get).toHaveBeenCalledTimes(2);
    side.end();
    await attached;
    expect(side.consumer.isSubscribed).toBe(true);
  });

  it('comes one at a time from all queues of a process', async () => {
    const other = new Side(quarantine);
    const [first, second] = [side, other];
    for (const each of [first, second]) each.put(2, 2, 0);
    const attached = Promise.all([first.attached(), second.attached()]);
    await first.begun(1);
    await settled();
    expect(second.channel.get).not.toHaveBeenCalled();
    first.end();
    await second.begun(1);
    await settled();
    // They take turns.
    expect(first.channel.get).toHaveBeenCalledTimes(1);
    second.end();
    await first.begun(1);
    first.end();
    await second.begun(1);
    second.end();
    await attached;
  });

  it('does not wait for one that runs for long', async () => {
    side.put(2, 0);
    await side.attached();
    expect(side.ends).toHaveLength(2);
    expect(side.channel.ack).not.toHaveBeenCalled();
  });

  it('is held up to the prefetch, no more', async () => {
    const small = queue('small', { event: EventDto, from: [], prefetch: 2 });
    side = new Side(quarantine, small);
    side.put(1, 1, 1, 0);
    const attached = side.attached();
    await side.begun(2);
    await settled();
    expect(side.channel.get).toHaveBeenCalledTimes(2);
    side.end();
    await side.begun(2);
    expect(side.channel.get).toHaveBeenCalledTimes(3);
    side.end();
    await attached;
  });

  it('ends a subscription on which it comes, until it has been taken', async () => {
    await side.attached();
    side.channel.receive(delivery(true, 2, 1));
    side.channel.receive(delivery(true, 2, 2));
    expect(side.channel.cancel.mock.calls).toEqual([['tag-1']]);
    expect(side.consumer.state).toBe('attached');
    await side.begun(1);
    expect(side.channel.consume).toHaveBeenCalledTimes(1);
    side.put(3);
    side.end();
    await side.begun(1);
    side.end();
    await side.begun(1);
    const again = side.channel.consent();
    side.end();
    await again;
    await waitFor('it to be granted', () => side.consumer.isSubscribed);
    expect(side.channel.get).toHaveBeenCalledTimes(3);
    expect(side.channel.ack).toHaveBeenCalledTimes(3);
    expect(side.lost).not.toHaveBeenCalled();
  });

  it('is left where it is when the consumer is paused, and taken when it goes on', async () => {
    side.put(2, 2, 0);
    const attached = side.consumer.attach(side.on);
    await side.begun(1);
    await side.consumer.pause();
    side.end();
    await attached;
    expect(side.channel.get).toHaveBeenCalledTimes(1);
    expect(side.consumer.state).toBe('paused');
    await side.consumer.resume();
    expect(side.lost).toHaveBeenCalledTimes(1);
    const again = side.attached();
    await side.begun(1);
    side.end();
    await again;
  });

  it('is taken when there is room again after the consumer was held', async () => {
    const one = queue('one', { event: EventDto, from: [], prefetch: 1 });
    side = new Side(quarantine, one);
    side.put(1, 0);
    const attached = side.attached();
    await side.begun(1);
    await settled();
    side.consumer.hold(true);
    side.consumer.hold(false);
    side.end();
    await side.begun(1);
    side.end();
    await attached;
  });

  it('is left to the broker when the channel is gone', async () => {
    side.put(2, 2);
    const attached = side.consumer.attach(side.on);
    await side.begun(1);
    side.channel.emit('close');
    side.end();
    await attached;
    expect(side.channel.get).toHaveBeenCalledTimes(1);
    expect(side.channel.consume).not.toHaveBeenCalled();
    expect(side.consumer.state).toBe('detached');
  });

  it('cannot be had when the broker refuses, and whoever attaches is told (I13)', async () => {
    side.channel.get.mockRejectedValue(new Error('404 (NOT-FOUND)'));
    await expect(side.consumer.attach(side.on)).rejects.toThrow('NOT-FOUND');
    expect(side.consumer.state).toBe('detached');
    side.channel.get.mockResolvedValue(false);
    await side.attached();
    expect(side.consumer.state).toBe('attached');
  });

  it('is lost again when the broker refuses in between, and that is said', async () => {
    await side.attached();
    side.channel.get.mockRejectedValue(new Error('404 (NOT-FOUND)'));
    side.channel.receive(delivery(true, 2));
    await side.begun(1);
    side.end();
    await waitFor('it to be told', () => side.lost.mock.calls.length === 1);
    expect(side.consumer.state).toBe('detached');
  });

  it('does not come after the consumer has stopped (I10)', async () => {
    let give: (message: ConsumeMessage) => void = () => undefined;
    side.channel.get.mockReturnValue(new Promise((resolve) => (give = resolve)));
    const attached = side.consumer.attach(side.on);
    await waitFor('it to ask', () => side.channel.get.mock.calls.length === 1);
    await side.consumer.stop();
    give(delivery(true, 2));
    await attached;
    expect(side.ends).toEqual([]);
    expect(side.channel.consume).not.toHaveBeenCalled();
    expect(side.channel.ack).not.toHaveBeenCalled();
  });
});

import { waitFor } from '@warren/testing';
import type { Message } from 'amqplib';
import { ConsumingHarness, event } from './consuming.harness';

describe('the consumers', () => {
  let harness: ConsumingHarness;
  let release: () => void;

  beforeEach(async () => {
    harness = await ConsumingHarness.start();
  });

  afterEach(() => harness.stop());

  /** Delivers `m1` to a handler that runs until `release` is called. */
  async function beginToHandle(): Promise<void> {
    harness.handle.mockImplementationOnce(
      () => new Promise<void>((resolve) => (release = resolve)),
    );
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the handler', () => harness.handle.mock.calls.length === 1);
  }

  const recordedIds = (): string[] =>
    harness.journal.records.map(({ delivery }) => delivery.messageId);

  it('notice a deleted queue, make it again and consume from it (I13) (row 28)', async () => {
    const { publisher, readiness, vhost, handle } = harness;
    const restore = publisher.restoreQueue.bind(publisher);
    let meanwhile: unknown;
    jest.spyOn(publisher, 'restoreQueue').mockImplementation((queue) => {
      meanwhile ??= readiness.report();
      return restore(queue);
    });
    await harness.channel.deleteQueue('first');
    await waitFor('the loss to be noticed', () => meanwhile);
    expect(meanwhile).toMatchObject({
      ready: false,
      checks: { consumers: { detail: 'not attached: first' } },
    });
    await waitFor('the consumer to be back', async () => {
      const queues = await vhost.management.queues();
      return readiness.report().ready && queues.some(({ name }) => name === 'first');
    });
    await harness.publish('first', event('after'));
    await waitFor('the message', () => handle.mock.calls.some(([{ id }]) => id === 'after'));
  });

  it('come back after the network failed while a handler ran; the second delivery is absorbed (row 20)', async () => {
    await beginToHandle();
    harness.cut();
    release();
    await waitFor('the second delivery', () => harness.first.counts.duplicates === 1);
    await harness.ready();
    expect(recordedIds()).toEqual(['m1']);
    expect(harness.handle).toHaveBeenCalledTimes(1);
  });

  it('never handle a message twice at once, though it was delivered again meanwhile', async () => {
    await beginToHandle();
    harness.proxy.cut();
    await waitFor('the loss to be noticed', () => !harness.readiness.report().ready);
    await waitFor('the second delivery', () => harness.first.inFlight === 2);
    expect(harness.handle).toHaveBeenCalledTimes(1);
    release();
    await waitFor('the second delivery to end', () => harness.first.counts.duplicates === 1);
    expect(harness.handle).toHaveBeenCalledTimes(1);
  });

  it('come back after the broker closed the channel of one over an ack, and the others never notice; nothing is lost (I13) (row 31)', async () => {
    const { publisher } = harness;
    await beginToHandle();
    const [first, second] = await Promise.all([
      harness.consumerChannel('first'),
      harness.consumerChannel('second'),
    ]);
    const secondClosed = jest.fn();
    second.once('close', secondClosed);
    const publishing = publisher['connection'].model;
    // What Settlement never does: an ack of what was not delivered.
    first.ack({ fields: { deliveryTag: 999 } } as Message);
    await waitFor('the second delivery', () => harness.first.inFlight === 2);
    await harness.ready();
    expect(secondClosed).not.toHaveBeenCalled();
    expect(publisher['connection'].model).toBe(publishing);
    release();
    await harness.publish('both', event('after'));
    await waitFor('both to consume', () => recordedIds().length >= 3);
    expect(harness.first.counts).toMatchObject({ processed: 2, duplicates: 1 });
    expect(harness.handle).toHaveBeenCalledTimes(2);
    expect(harness.handleSecond).toHaveBeenCalledTimes(1);
  });

  it('stop without starting anything new, and hand back what they did not begin (I10) (row 39)', async () => {
    await beginToHandle();
    const stopped = harness.consumers.beforeApplicationShutdown();
    await harness.publish('first', event('2'), { messageId: 'm2' });
    release();
    await stopped;
    expect(harness.handle).toHaveBeenCalledTimes(1);
    expect(recordedIds()).toEqual(['m1']);
    await waitFor('the other one', async () => (await harness.depth('first')) === 1);
  });

  it.each(['pass', 'blackhole-up'] as const)(
    'stop by their deadline while a handler runs and the network is in mode "%s" (I10)',
    async (mode) => {
      Object.assign(harness.config, { drainTimeoutMs: 300 });
      await beginToHandle();
      harness.proxy.mode = mode;
      const started = performance.now();
      await harness.consumers.beforeApplicationShutdown();
      // At most a second to cancel and one to close; the rest is for a busy machine.
      const took = performance.now() - started;
      expect(took).toBeGreaterThanOrEqual(299);
      expect(took).toBeLessThan(4_000);
      await waitFor('the message to be back', async () => (await harness.depth('first')) === 1);
      expect(harness.journal.records).toEqual([]);
      release();
    },
  );
});

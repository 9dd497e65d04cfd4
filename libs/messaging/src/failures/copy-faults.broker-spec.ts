import { after, headers as names, withJitter } from '@warren/model';
import { waitFor } from '@warren/testing';
import type { SendOutcome } from '../messages/outgoing-message';
import { ConsumingHarness, event } from '../consuming/consuming.harness';
import type { FirstQueue } from '../consuming/two-queues.harness';

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('the copy of a failed message', () => {
  let harness: ConsumingHarness;
  let second: ConsumingHarness | undefined;

  async function start(first: FirstQueue = {}, publishTimeoutMs = 5_000): Promise<void> {
    harness = await ConsumingHarness.start(first, { settings: { publishTimeoutMs } });
  }

  afterEach(async () => {
    await second?.stop();
    second = undefined;
    await harness.stop();
  });

  /** What became of each sending of a copy, as it becomes known. */
  function watchSends(): SendOutcome['kind'][] {
    const kinds: SendOutcome['kind'][] = [];
    const { publisher } = harness;
    const send = publisher.send.bind(publisher);
    jest.spyOn(publisher, 'send').mockImplementation(async (message) => {
      const outcome = await send(message);
      kinds.push(outcome.kind);
      return outcome;
    });
    return kinds;
  }

  function failOnce(): void {
    harness.handle.mockImplementationOnce(() => Promise.reject(new Error('not yet')));
  }

  /** Those being handled count; what is in a stream stays there. */
  async function nothingLeft(): Promise<void> {
    await waitFor('the queues to be empty', () => harness.vhost.management.areQueuesEmpty());
  }

  it('that is confirmed before its worker is killed makes two of the message, which leave one effect and vanish (row 22)', async () => {
    await start();
    const { publisher, proxy } = harness;
    const ack = jest.spyOn(await harness.consumerChannel('first'), 'ack');
    const send = publisher.send.bind(publisher);
    let outcome: SendOutcome | undefined;
    jest.spyOn(publisher, 'send').mockImplementation(async (message) => {
      outcome = await send(message);
      // From here on nothing that this worker says is heard, least of all its ack.
      proxy.mode = 'blackhole-up';
      return outcome;
    });
    failOnce();
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the ack that is lost', () => ack.mock.calls.length > 0);
    expect(outcome).toEqual({ kind: 'confirmed' });
    harness.kill();

    second = await ConsumingHarness.start({}, { vhost: harness.vhost });
    const { handle, journal } = second;
    await waitFor('both to be settled', () => second?.first.counts.duplicates === 1);
    expect(second.first.counts).toEqual({
      processed: 1,
      duplicates: 1,
      retried: 0,
      deadLettered: 0,
      unreadable: 0,
      undeliverable: 0,
    });
    expect(handle).toHaveBeenCalledTimes(1);
    expect(journal.idsOf('first')).toEqual(['m1']);
    await nothingLeft();
  });

  it('that the broker refuses is sent again in place; the original stays unacked until it is taken (row 23)', async () => {
    await start({ retry: withJitter(after('25600ms'), 0) });
    const { channel, handle, vhost } = harness;
    const stage = 'first.retry.25600ms';
    await vhost.management.setPolicy('full', `^${stage}$`, { 'max-length': 1 });
    await waitFor('the stage to refuse', async () => {
      channel.publish('', stage, Buffer.from('filler'));
      return channel.waitForConfirms().then(
        () => false,
        () => true,
      );
    });
    const sends = watchSends();
    failOnce();
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('it to be refused and tried again', () => sends.length >= 2);
    expect(new Set(sends)).toEqual(new Set(['refused']));
    expect(harness.first).toMatchObject({ inFlight: 1, counts: { retried: 0 } });
    await waitFor('the broker to count the original', async () => {
      const queues = await harness.vhost.management.queues();
      return queues.find(({ name }) => name === 'first')?.messages === 1;
    });
    while (await channel.get(stage, { noAck: true }));
    await waitFor('the original to be settled', () => harness.first.counts.retried === 1);
    const copy = await channel.get(stage);
    expect(copy && copy.properties).toMatchObject({
      messageId: 'm1',
      headers: { [names.attempt]: 2, [names.failureMessage]: 'not yet' },
    });
    expect(await channel.get(stage)).toBe(false);
    expect(sends.filter((kind) => kind === 'confirmed')).toHaveLength(1);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('that no queue takes is sent again when the retry queues are back (row 23)', async () => {
    await start();
    const queues = await harness.vhost.management.queues();
    const stages = queues.filter(({ name }) => /^delay|[.]retry[.]/.test(name));
    expect(stages).not.toEqual([]);
    for (const { name } of stages) await harness.channel.deleteQueue(name);
    const sends = watchSends();
    failOnce();
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the second attempt', () => harness.journal.records.length === 1);
    expect(sends[0]).toBe('unroutable');
    expect(sends.at(-1)).toBe('confirmed');
    expect(harness.handle.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1, 2]);
    await nothingLeft();
  });

  it('that is not answered in time is sent again, and however many there are, they leave one effect (row 23)', async () => {
    await start({}, 300);
    const { publisherProxy } = harness;
    const sends = watchSends();
    harness.handle.mockImplementationOnce(() => {
      publisherProxy.mode = 'blackhole-down';
      throw new Error('not yet');
    });
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('two without an answer', () => sends.length >= 2);
    expect(new Set(sends)).toEqual(new Set(['unknown']));
    expect(harness.first.counts.retried).toBe(0);
    publisherProxy.cut();
    publisherProxy.mode = 'pass';
    await waitFor('one to be confirmed', () => sends.includes('confirmed'));
    const copies = sends.filter((kind) => kind !== 'refused').length;
    await waitFor('every copy to be settled', () => {
      const { duplicates, processed } = harness.first.counts;
      return duplicates + processed === copies;
    });
    expect(copies).toBeGreaterThanOrEqual(3);
    expect(harness.journal.idsOf('first')).toEqual(['m1']);
    expect(harness.handle.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1, 2]);
    await nothingLeft();
  });
});

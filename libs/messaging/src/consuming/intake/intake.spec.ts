import { EventDto, queue } from '@warren/model';
import { queues, waitFor } from '@warren/testing';
import { delivery } from './fake-channel.harness';
import { ConsumingProcess, type IntakeHarness, someTurns } from './intake.harness';

describe('a returned message', () => {
  let process: ConsumingProcess;
  let side: IntakeHarness;

  beforeEach(() => {
    process = new ConsumingProcess();
    side = process.consumer();
  });

  afterEach(() => process.stop());

  it('is taken before the consumer subscribes, up to the first that did not', async () => {
    side.put(1, 1, 0, 0);
    await side.attached();
    expect(side.channel.get.mock.calls).toEqual([['mensajes'], ['mensajes'], ['mensajes']]);
    expect(side.channel.prefetch.mock.calls).toEqual([[queues.mensajes.prefetch]]);
    await side.begun(3);
    expect(side.consumer.subscribedAs).toBe('tag-1');
  });

  it('is asked for once where nothing did', async () => {
    await side.attached();
    expect(side.channel.get).toHaveBeenCalledTimes(1);
    expect(side.ends).toEqual([]);
  });

  it('is not asked for in strict order, where one is held at a time anyway', async () => {
    const strict = queue('strict', { event: EventDto, from: [], ordering: 'strict' });
    const other = process.consumer(strict);
    other.put(2);
    await other.attached();
    expect(other.channel.get).not.toHaveBeenCalled();
    other.channel.receive(delivery(true, 2));
    await someTurns();
    expect(other.channel.cancel).not.toHaveBeenCalled();
  });

  it('comes one at a time while it may kill, and the consumer counts as attached', async () => {
    side.put(2, 2, 0);
    const attached = side.attached();
    await side.begun(1);
    await someTurns();
    expect(side.channel.get).toHaveBeenCalledTimes(1);
    expect(side.consumer.state).toBe('attached');
    expect(side.consumer.subscribedAs).toBeUndefined();
    side.end();
    await side.begun(1);
    expect(side.channel.ack).toHaveBeenCalledTimes(1);
    expect(side.channel.get).toHaveBeenCalledTimes(2);
    side.end();
    await attached;
    expect(side.consumer.subscribedAs).toBe('tag-1');
  });

  it('comes one at a time from all queues of a process', async () => {
    const other = process.consumer();
    const [first, second] = [side, other];
    for (const each of [first, second]) each.put(2, 2, 0);
    const attached = Promise.all([first.attached(), second.attached()]);
    await first.begun(1);
    await someTurns();
    expect(second.channel.get).not.toHaveBeenCalled();
    first.end();
    await second.begun(1);
    await someTurns();
    // They take turns.
    expect(first.channel.get).toHaveBeenCalledTimes(1);
    second.end();
    await first.begun(1);
    first.end();
    await second.begun(1);
    second.end();
    await attached;
  });

  it('keeps no other queue waiting, whose messages cannot kill', async () => {
    const [returned, fresh] = [process.consumer(), process.consumer()];
    side.put(2, 2, 0);
    returned.put(1, 1, 1, 0);
    const attached = [side.attached(), returned.attached(), fresh.attached()];
    await side.begun(1);
    side.end();
    // One turn for all of them, and both before the next that may kill.
    await side.begun(1);
    await Promise.all(attached.slice(1));
    expect(returned.ends).toHaveLength(4);
    expect(side.channel.get).toHaveBeenCalledTimes(2);
    side.end();
    await Promise.all(attached);
  });

  it('is not asked for where the broker counts no returns', async () => {
    const urgent = queue('urgent', { event: EventDto, from: [], maxPriority: 9, prefetch: 1 });
    side = process.consumer(urgent);
    await side.attached();
    expect(side.channel.get).not.toHaveBeenCalled();
  });

  it('does not wait for one that runs for long', async () => {
    side.put(2, 0);
    await side.attached();
    expect(side.ends).toHaveLength(2);
    expect(side.channel.ack).not.toHaveBeenCalled();
  });

  it('is held by sixteen at a time: to the broker each of them has a consumer', async () => {
    side.put(...Array<number>(20).fill(1), 0);
    const attached = side.attached();
    await side.begun(16);
    await someTurns();
    expect(side.channel.get).toHaveBeenCalledTimes(16);
    for (let n = 17; n <= 21; n += 1) {
      side.end();
      await waitFor(`fetch ${n}`, () => side.channel.get.mock.calls.length === n);
      await side.begun(16);
    }
    await attached;
  });

  it('does not hold up the rest for long: with sixteen that take their time it subscribes', async () => {
    side.put(...Array<number>(20).fill(1));
    await side.attached();
    expect(side.ends).toHaveLength(16);
    expect(side.channel.get).toHaveBeenCalledTimes(16);
    // And stays so: nothing could be fetched in its place.
    side.channel.receive(delivery(true, 2, 17));
    await side.begun(17);
    expect(side.channel.cancel).not.toHaveBeenCalled();
  });

  it('is not let in and out for ever: a subscription that was withdrawn is a consumer as well', async () => {
    await side.attached();
    side.consumer['intake']['withdrawals'] = 8;
    side.channel.receive(delivery(true, 2));
    await side.begun(1);
    expect(side.channel.cancel).not.toHaveBeenCalled();
  });

  it('is held up to the prefetch, no more', async () => {
    const small = queue('small', { event: EventDto, from: [], prefetch: 2 });
    side = process.consumer(small);
    side.put(1, 1, 1, 0);
    const attached = side.attached();
    await side.begun(2);
    await someTurns();
    expect(side.channel.get).toHaveBeenCalledTimes(2);
    side.end();
    await side.begun(2);
    expect(side.channel.get).toHaveBeenCalledTimes(3);
    side.end();
    await waitFor('the fourth', () => side.channel.get.mock.calls.length === 4);
    await someTurns();
    // With it, it holds two again.
    expect(side.channel.consume).not.toHaveBeenCalled();
    expect(side.consumer.state).toBe('attached');
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
    await waitFor('it to be granted', () => side.consumer.subscribedAs === 'tag-2');
    expect(side.channel.get).toHaveBeenCalledTimes(3);
    expect(side.channel.ack).toHaveBeenCalledTimes(3);
    expect(side.lost).not.toHaveBeenCalled();
  });
});

import { EventDto, queue } from '@warren/model';
import { waitFor } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import { delivery, FakeChannel } from './fake-channel.harness';
import { ConsumingProcess, type IntakeHarness, someTurns } from './intake.harness';

describe('a returned message, when something comes between,', () => {
  let process: ConsumingProcess;
  let side: IntakeHarness;

  beforeEach(() => {
    process = new ConsumingProcess();
    side = process.consumer();
  });

  afterEach(() => process.stop());

  it('is left where it is when the consumer is paused, and taken when it continues', async () => {
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
    side = process.consumer(one);
    side.put(1, 0);
    const attached = side.attached();
    await side.begun(1);
    await someTurns();
    side.consumer.hold(true);
    side.consumer.hold(false);
    side.end();
    await side.begun(1);
    side.end();
    await attached;
    expect(side.channel.ack).toHaveBeenCalledTimes(2);
  });

  it('is asked for again when the consumer was held while it subscribed again', async () => {
    await side.attached();
    side.channel.receive(delivery(true, 2));
    await side.begun(1);
    side.end();
    await waitFor('it to ask', () => side.channel.consume.mock.calls.length === 2);
    side.consumer.hold(true);
    side.consumer.hold(false);
    const before = side.lost.mock.calls.length;
    await side.channel.consent();
    await waitFor('it to be notified', () => side.lost.mock.calls.length > before);
    await side.attached();
    expect(side.consumer.state).toBe('attached');
  });

  it('stays with the broker while handlers of a lost channel have all slots', async () => {
    const one = queue('one', { event: EventDto, from: [], prefetch: 1 });
    const before = new FakeChannel();
    side = process.consumer(one);
    const attached = Promise.all([side.consumer.attach(before.watched()), before.consent()]);
    await attached;
    before.receive(delivery());
    await side.begun(1);
    before.emit('close');
    side.put(1, 0);
    const again = side.attached();
    await waitFor('the new channel to be served', () => side.consumer.state === 'attached');
    expect(side.channel.checkQueue).toHaveBeenCalledWith('one');
    expect(side.channel.get).not.toHaveBeenCalled();
    for (let n = 0; n < 3; n += 1) {
      await side.begun(1);
      side.end();
    }
    await again;
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

  it('ends every wait when the channel closed while it was on its way', async () => {
    side.channel.get.mockReturnValue(new Promise(() => undefined));
    const attached = side.consumer.attach(side.on);
    await waitFor('it to ask', () => side.channel.get.mock.calls.length === 1);
    side.channel.emit('close');
    await attached;
    const other = process.consumer();
    await other.attached();
    expect(other.consumer.state).toBe('attached');
  });

  it('keeps no other queue waiting when the broker does not answer, and is not forgotten', async () => {
    let give: (message: ConsumeMessage) => void = () => undefined;
    side.channel.get.mockReturnValueOnce(new Promise((resolve) => (give = resolve)));
    const attached = side.attached();
    await waitFor('it to ask', () => side.channel.get.mock.calls.length === 1);
    const other = process.consumer();
    await other.attached();
    expect(side.channel.consume).not.toHaveBeenCalled();
    give(delivery(true, 2));
    await side.begun(1);
    side.end();
    await attached;
    expect(side.channel.ack).toHaveBeenCalledTimes(1);
  });

  it('does not bring the consumer back to a channel that is gone', async () => {
    await side.attached();
    const old = new FakeChannel();
    const gone = old.watched();
    old.emit('close');
    await side.consumer.attach(gone);
    side.channel.receive(null);
    expect(side.lost).toHaveBeenCalledWith(side.consumer, side.on);
  });

  it('cannot be had when the broker refuses, and the attaching caller gets the error (I13)', async () => {
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
    await waitFor('it to be notified', () => side.lost.mock.calls.length === 1);
    expect(side.consumer.state).toBe('detached');
  });

  it('is left where it is when the process begins no further one', async () => {
    side.put(2);
    process.isolation.stop();
    await side.consumer.attach(side.on);
    expect(side.channel.get).not.toHaveBeenCalled();
    expect(side.channel.consume).not.toHaveBeenCalled();
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

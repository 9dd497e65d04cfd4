import { EventEmitter } from 'node:events';
import type { ConfirmChannel } from 'amqplib';
import { ConfirmWindow } from './confirm-window';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';

function message(messageId: string, routingKey = 'k', mandatory = true): OutgoingMessage {
  const properties = { messageId, mandatory };
  return { exchange: 'e', routingKey, body: Buffer.from('{}'), properties };
}

const returned = (messageId: string, routingKey = 'k'): object => ({
  fields: { exchange: 'e', routingKey },
  properties: { messageId },
});

describe('the messages in flight on a confirm channel', () => {
  let channel: EventEmitter;
  let writer: { write: jest.Mock<void, [OutgoingMessage]> };
  let window: ConfirmWindow;
  let late: [OutgoingMessage, SendOutcome['kind']][];

  beforeEach(() => {
    jest.useFakeTimers();
    channel = new EventEmitter();
    writer = { write: jest.fn<void, [OutgoingMessage]>() };
    late = [];
    window = new ConfirmWindow(channel as ConfirmChannel, writer, 1_000, (...each) =>
      late.push(each),
    );
  });

  afterEach(() => jest.useRealTimers());

  const send = (id: string): Promise<SendOutcome> => window.send(message(id));

  it('are confirmed by an ack of exactly their number', async () => {
    const [first, second] = [send('a'), send('b')];
    channel.emit('ack', { deliveryTag: 2, multiple: false });
    await expect(second).resolves.toEqual({ kind: 'confirmed' });
    expect(window.size).toBe(1);
    channel.emit('ack', { deliveryTag: 1, multiple: false });
    await expect(first).resolves.toEqual({ kind: 'confirmed' });
  });

  it('are confirmed together by an ack of several, and no more than it says', async () => {
    const [first, second, third] = [send('a'), send('b'), send('c')];
    channel.emit('ack', { deliveryTag: 2, multiple: true });
    await expect(Promise.all([first, second])).resolves.toEqual([
      { kind: 'confirmed' },
      { kind: 'confirmed' },
    ]);
    channel.emit('nack', { deliveryTag: 3, multiple: false });
    await expect(third).resolves.toMatchObject({ kind: 'refused' });
  });

  it('are unroutable when they were returned before their ack (I9)', async () => {
    const [first, second] = [send('a'), send('b')];
    channel.emit('return', returned('b'));
    channel.emit('ack', { deliveryTag: 2, multiple: true });
    await expect(Promise.all([first, second])).resolves.toEqual([
      { kind: 'confirmed' },
      { kind: 'unroutable' },
    ]);
  });

  it('of one id are each unroutable when each was returned', async () => {
    const both = [send('same'), send('same')];
    channel.emit('return', returned('same'));
    channel.emit('return', returned('same'));
    channel.emit('ack', { deliveryTag: 2, multiple: true });
    await expect(Promise.all(both)).resolves.toEqual([
      { kind: 'unroutable' },
      { kind: 'unroutable' },
    ]);
  });

  it('of one id on two routes are distinguished by the returned route (I9)', async () => {
    const routable = window.send(message('same', 'first'));
    const unroutable = window.send(message('same', 'second'));
    channel.emit('return', returned('same', 'second'));
    channel.emit('ack', { deliveryTag: 2, multiple: true });
    await expect(Promise.all([routable, unroutable])).resolves.toEqual([
      { kind: 'confirmed' },
      { kind: 'unroutable' },
    ]);
  });

  it('cannot have come back when they were not mandatory', async () => {
    const optional = window.send(message('same', 'k', false));
    const mandatory = window.send(message('same', 'k'));
    channel.emit('return', returned('same'));
    channel.emit('ack', { deliveryTag: 2, multiple: true });
    await expect(Promise.all([optional, mandatory])).resolves.toEqual([
      { kind: 'confirmed' },
      { kind: 'unroutable' },
    ]);
  });

  it('are unknown when the channel closes before the answer', async () => {
    const sent = send('a');
    channel.emit('close');
    await expect(sent).resolves.toMatchObject({ kind: 'unknown' });
    expect(window.size).toBe(0);
  });

  it('are unknown at their deadline, and the late answer is reported; a close is no answer', async () => {
    const sent = Promise.all([send('a'), send('b')]);
    jest.advanceTimersByTime(1_000);
    await expect(sent).resolves.toMatchObject([{ kind: 'unknown' }, { kind: 'unknown' }]);
    expect(window.size).toBe(2);
    channel.emit('ack', { deliveryTag: 1, multiple: false });
    channel.emit('close');
    expect(late).toEqual([[message('a'), 'confirmed']]);
    expect(window.size).toBe(0);
  });

  it('are each unknown at their own deadline', async () => {
    const first = send('a');
    jest.advanceTimersByTime(600);
    const second = send('b');
    jest.advanceTimersByTime(400);
    await expect(first).resolves.toMatchObject({ kind: 'unknown' });
    jest.advanceTimersByTime(599);
    channel.emit('ack', { deliveryTag: 2, multiple: false });
    await expect(second).resolves.toEqual({ kind: 'confirmed' });
  });

  it('do not count one that could not be sent', async () => {
    writer.write.mockImplementationOnce(() => {
      throw new TypeError('cannot be encoded');
    });
    expect(() => window.send(message('bad'))).toThrow('cannot be encoded');
    const sent = send('good');
    channel.emit('ack', { deliveryTag: 1, multiple: false });
    await expect(sent).resolves.toEqual({ kind: 'confirmed' });
  });

  it('wake one who waits for room each, and all others in turns only while none is in flight', async () => {
    const woken = jest.fn();
    void send('a');
    for (let n = 0; n < 250; n += 1) void window.oneSettled().then(woken);
    channel.emit('ack', { deliveryTag: 1, multiple: false });
    void send('b');
    await jest.advanceTimersByTimeAsync(0);
    expect(woken).toHaveBeenCalledTimes(1);
    channel.emit('ack', { deliveryTag: 2, multiple: false });
    await jest.advanceTimersByTimeAsync(0);
    expect(woken.mock.calls.length).toBeLessThan(250);
    await jest.runAllTimersAsync();
    expect(woken).toHaveBeenCalledTimes(250);
  });

  it('are waited for by a drain', async () => {
    const sent = send('a');
    let drained = false;
    const drain = window.drained().then(() => (drained = true));
    await Promise.resolve();
    expect(drained).toBe(false);
    channel.emit('ack', { deliveryTag: 1, multiple: false });
    await Promise.all([sent, drain]);
    expect(drained).toBe(true);
  });

  describe('on a broker that answers nothing', () => {
    const onSilent = jest.fn();

    beforeEach(() => {
      onSilent.mockReset();
      const late = (): void => undefined;
      window = new ConfirmWindow(channel as ConfirmChannel, writer, 1_000, late, onSilent);
    });

    it('make it silent after one deadline, once, and no longer with any answer, however late', async () => {
      const sent = Promise.all([send('a'), send('b')]);
      await jest.advanceTimersByTimeAsync(999);
      expect(window.isSilent).toBe(false);
      expect(window.waitingCount).toBe(2);
      await jest.advanceTimersByTimeAsync(2);
      await expect(sent).resolves.toMatchObject([{ kind: 'unknown' }, { kind: 'unknown' }]);
      expect(onSilent).toHaveBeenCalledTimes(1);
      expect([window.isSilent, window.waitingCount]).toEqual([true, 0]);
      channel.emit('ack', { deliveryTag: 1, multiple: false });
      expect(window.isSilent).toBe(false);
    });

    it('do not make it silent when another message was answered meanwhile, be it with a nack', async () => {
      const first = send('a');
      await jest.advanceTimersByTimeAsync(500);
      const second = send('b');
      channel.emit('nack', { deliveryTag: 2, multiple: false });
      await second;
      await jest.advanceTimersByTimeAsync(600);
      await expect(first).resolves.toMatchObject({ kind: 'unknown' });
      expect(window.isSilent).toBe(false);
      expect(onSilent).not.toHaveBeenCalled();
    });
  });
});

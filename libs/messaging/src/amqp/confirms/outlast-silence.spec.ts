import { EventEmitter } from 'node:events';
import type { ConfirmChannel } from 'amqplib';
import { ConfirmWindow } from './confirm-window';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';
import { outlastSilence } from './outlast-silence';

// Jest's fake timers do not reach this module.
jest.mock('node:timers/promises', () => ({
  setTimeout: (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}));

const TIMEOUT_MS = 5_000;

describe('a connection on which nothing is confirmed', () => {
  let channel: EventEmitter;
  let window: ConfirmWindow;
  let isBlocked: boolean;
  const onConfirmed = jest.fn();
  const refuseAll = jest.fn();
  /** Whether it is replaced, once that is known. */
  let isReplaced: boolean | undefined;

  function send(messageId: string): Promise<SendOutcome> {
    const properties = { messageId, mandatory: true };
    const message: OutgoingMessage = {
      ...{ exchange: '', routingKey: 'q', body: Buffer.from(''), properties },
    };
    return window.send(message);
  }

  beforeEach(async () => {
    jest.useFakeTimers();
    onConfirmed.mockReset();
    refuseAll.mockReset();
    isReplaced = undefined;
    isBlocked = false;
    channel = new EventEmitter();
    const late = (): void => undefined;
    const writer = { write: late };
    window = new ConfirmWindow(channel as ConfirmChannel, writer, TIMEOUT_MS, late, () => {
      const isGone = (): boolean => false;
      const sendProbe = (): Promise<SendOutcome> =>
        isBlocked ? Promise.resolve({ kind: 'refused', reason: 'alarm' }) : send('probe');
      const connection = { window, isGone, isBlocked: () => isBlocked, onConfirmed, refuseAll };
      void outlastSilence({ ...connection, sendProbe }, TIMEOUT_MS).then((is) => (isReplaced = is));
    });
    void send('first');
    await after(TIMEOUT_MS);
  });

  afterEach(() => jest.useRealTimers());

  const after = (milliseconds: number): Promise<void> =>
    jest.advanceTimersByTimeAsync(milliseconds);
  const ack = (deliveryTag: number): boolean =>
    channel.emit('ack', { deliveryTag, multiple: false });

  it('is replaced after about 15 seconds', async () => {
    await after(14_000);
    expect(isReplaced).toBeUndefined();
    await after(10_000);
    expect(isReplaced).toBe(true);
  });

  it.each([16_000, 600_000])('is kept during an alarm of %i ms, and after it', async (alarmMs) => {
    isBlocked = true;
    await after(alarmMs);
    isBlocked = false;
    // What was sent meanwhile is answered in the order of sending.
    ack(1);
    await after(1_000);
    ack(2);
    await after(2 * TIMEOUT_MS);
    expect(isReplaced).toBe(false);
    expect(onConfirmed).toHaveBeenCalledTimes(1);
  });

  it('is kept when answers are merely later than the timeout', async () => {
    await after(TIMEOUT_MS);
    // The probe, out of turn: after it the first message.
    ack(2);
    await after(TIMEOUT_MS);
    ack(1);
    await after(3 * TIMEOUT_MS);
    expect(isReplaced).toBe(false);
    expect(refuseAll).not.toHaveBeenCalled();
  });

  it('is kept when a queue does not answer and the probe does', async () => {
    await after(100);
    ack(2);
    await after(3 * TIMEOUT_MS);
    expect(isReplaced).toBe(false);
  });

  it('is replaced when messages stay unanswered one more timeout after others are confirmed, once those under way have their outcome', async () => {
    await after(TIMEOUT_MS);
    ack(2);
    await after(1_000);
    expect(onConfirmed).toHaveBeenCalledTimes(1);
    await after(TIMEOUT_MS - 500);
    const healthy = send('healthy');
    expect(refuseAll).not.toHaveBeenCalled();
    await after(600);
    expect(refuseAll).toHaveBeenCalledTimes(1);
    await after(1_000);
    expect(isReplaced).toBeUndefined();
    ack(3);
    await after(100);
    await expect(healthy).resolves.toEqual({ kind: 'confirmed' });
    expect(isReplaced).toBe(true);
  });
});

import { PermanentError, type Delivery } from '@warren/messaging';
import { NotificationsHandler } from './notifications.handler';
import { FakeSender } from './senders';

const delivery = { messageId: 'm-1' } as Delivery;
const { signal } = new AbortController();

function notification(length: number): Parameters<NotificationsHandler['sms']>[0] {
  return { id: 'n-1', tipo: 'NOTIFICATION', payload: { text: 'x'.repeat(length) } };
}

describe('the handlers of notifications', () => {
  const emails = new FakeSender();
  const texts = new FakeSender();
  const pushes = new FakeSender();
  const handler = new NotificationsHandler(emails, texts, pushes);
  const sent = [emails, texts, pushes].map((sender) => jest.spyOn(sender, 'send'));

  beforeEach(() => jest.clearAllMocks());

  it('send a text in every way, each under its own key and with its time limit', async () => {
    await handler.email(notification(160), delivery, signal);
    await handler.sms(notification(160), delivery, signal);
    await handler.push(notification(160), delivery, signal);
    expect(sent.map((send) => send.mock.calls)).toEqual(
      ['email:m-1', 'sms:m-1', 'push:m-1'].map((key) => [[key, 'x'.repeat(160), signal]]),
    );
  });

  it('send a text that is too long for an SMS in the other ways only', async () => {
    await handler.email(notification(161), delivery, signal);
    await expect(handler.sms(notification(161), delivery, signal)).rejects.toBeInstanceOf(
      PermanentError,
    );
    await expect(handler.sms(notification(161), delivery, signal)).rejects.toMatchObject({
      code: 'text_too_long',
    });
    await handler.push(notification(161), delivery, signal);
    expect(sent.map((send) => send.mock.calls.length)).toEqual([1, 0, 1]);
  });

  it('fail when their time is up', async () => {
    const aborted = AbortSignal.abort(new Error('time is up'));
    await expect(handler.push(notification(1), delivery, aborted)).rejects.toThrow('time is up');
  });

  it('fail when a provider does, so that this way is tried again', async () => {
    jest.spyOn(texts, 'send').mockRejectedValueOnce(new Error('away'));
    await expect(handler.sms(notification(1), delivery, signal)).rejects.toThrow('away');
  });
});

import { PermanentError, type Delivery } from '@warren/messaging';
import { NotificationsHandler } from './notifications.handler';
import { EmailSender, PushSender, SmsSender } from './senders';

const delivery = { messageId: 'm-1' } as Delivery;

function notification(length: number): Parameters<NotificationsHandler['sms']>[0] {
  return { id: 'n-1', tipo: 'NOTIFICATION', payload: { text: 'x'.repeat(length) } };
}

describe('the handlers of notifications', () => {
  const emails = new EmailSender();
  const texts = new SmsSender();
  const pushes = new PushSender();
  const handler = new NotificationsHandler(emails, texts, pushes);
  const sent = [emails, texts, pushes].map((sender) => jest.spyOn(sender, 'send'));

  beforeEach(() => jest.clearAllMocks());

  it('send a text in every way, each under the id of the message', async () => {
    await handler.email(notification(160), delivery);
    await handler.sms(notification(160), delivery);
    await handler.push(notification(160), delivery);
    for (const send of sent) expect(send.mock.calls).toEqual([['m-1', 'x'.repeat(160)]]);
  });

  it('send a text that is too long for an SMS in the other ways only', async () => {
    await handler.email(notification(161), delivery);
    await expect(handler.sms(notification(161), delivery)).rejects.toBeInstanceOf(PermanentError);
    await expect(handler.sms(notification(161), delivery)).rejects.toMatchObject({
      code: 'text_too_long',
    });
    await handler.push(notification(161), delivery);
    expect(sent.map((send) => send.mock.calls.length)).toEqual([1, 0, 1]);
  });

  it('fail when a provider does, so that this way is tried again', async () => {
    jest.spyOn(texts, 'send').mockRejectedValueOnce(new Error('away'));
    await expect(handler.sms(notification(1), delivery)).rejects.toThrow('away');
  });
});

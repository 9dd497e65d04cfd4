import { Injectable } from '@nestjs/common';
import { queues, type NotificationDto } from '@warren/contracts';
import { Handles, PermanentError, type Delivery } from '@warren/messaging';
import { EmailSender, MAX_SMS, PushSender, SmsSender } from './senders';

/**
 * One notification to each way of reaching people, from the fanout exchange. Each way has a queue and
 * waits of its own: one that fails is tried again alone.
 */
@Injectable()
export class NotificationsHandler {
  constructor(
    private readonly emails: EmailSender,
    private readonly texts: SmsSender,
    private readonly pushes: PushSender,
  ) {}

  @Handles(queues.notificationsEmail)
  async email(
    { payload }: NotificationDto,
    { messageId }: Delivery,
    signal: AbortSignal,
  ): Promise<void> {
    await this.emails.send(`email:${messageId}`, payload.text, signal);
  }

  @Handles(queues.notificationsSms)
  async sms(
    { payload }: NotificationDto,
    { messageId }: Delivery,
    signal: AbortSignal,
  ): Promise<void> {
    const { length } = payload.text;
    if (length > MAX_SMS) {
      throw new PermanentError('text_too_long', `${length} characters do not fit into an SMS`);
    }
    await this.texts.send(`sms:${messageId}`, payload.text, signal);
  }

  @Handles(queues.notificationsPush)
  async push(
    { payload }: NotificationDto,
    { messageId }: Delivery,
    signal: AbortSignal,
  ): Promise<void> {
    await this.pushes.send(`push:${messageId}`, payload.text, signal);
  }
}

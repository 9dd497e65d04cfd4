import { Module } from '@nestjs/common';
import { NotificationsHandler } from './notifications.handler';
import { EmailSender, PushSender, SmsSender } from './senders';

/** Notifications on a fanout exchange: docs/use-cases/notifications.md. */
@Module({ providers: [NotificationsHandler, EmailSender, SmsSender, PushSender] })
export class NotificationsModule {}

import { Module } from '@nestjs/common';
import { NotificationsHandler } from './notifications.handler';
import { EmailSender, PretendSender, PushSender, SmsSender } from './senders';

/** Notifications on a fanout exchange: docs/use-cases/notifications.md. */
@Module({
  providers: [
    NotificationsHandler,
    { provide: EmailSender, useClass: PretendSender },
    { provide: SmsSender, useClass: PretendSender },
    { provide: PushSender, useClass: PretendSender },
  ],
})
export class NotificationsModule {}

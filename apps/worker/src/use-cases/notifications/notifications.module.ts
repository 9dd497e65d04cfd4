import { Module } from '@nestjs/common';
import { NotificationsHandler } from './notifications.handler';
import { EmailSender, FakeSender, PushSender, SmsSender } from './senders';

/** Notifications on a fanout exchange: docs/use-cases/notifications.md. */
@Module({
  providers: [
    NotificationsHandler,
    { provide: EmailSender, useClass: FakeSender },
    { provide: SmsSender, useClass: FakeSender },
    { provide: PushSender, useClass: FakeSender },
  ],
})
export class NotificationsModule {}

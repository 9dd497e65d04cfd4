import { Module } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { MessagingConfig } from '../messaging.config';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { ScheduleLog } from './schedule-log';

/** What waits for its time, for an app that shows it: inject `ScheduleLog`. */
@Module({
  imports: [PublishingModule],
  providers: [
    {
      provide: ScheduleLog,
      inject: [ConfirmPublisher, MessagingConfig],
      useFactory: (publisher: ConfirmPublisher, config: MessagingConfig) =>
        new ScheduleLog(publisher, config, topology),
    },
  ],
  exports: [ScheduleLog],
})
export class ScheduleModule {}

import { Module } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { Readiness } from '@warren/platform';
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
      inject: [ConfirmPublisher, MessagingConfig, Readiness],
      useFactory: (publisher: ConfirmPublisher, config: MessagingConfig, readiness: Readiness) =>
        new ScheduleLog(publisher, config, topology, readiness),
    },
  ],
  exports: [ScheduleLog],
})
export class ScheduleModule {}

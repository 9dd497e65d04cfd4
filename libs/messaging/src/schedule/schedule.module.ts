import { Module } from '@nestjs/common';
import { PublishingModule } from '../publishing/publishing.module';
import { ScheduleLog } from './schedule-log';

/** What waits for its time, for an app that shows it: inject `ScheduleLog`. */
@Module({ imports: [PublishingModule], providers: [ScheduleLog], exports: [ScheduleLog] })
export class ScheduleModule {}

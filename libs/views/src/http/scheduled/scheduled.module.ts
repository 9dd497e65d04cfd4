import { Module } from '@nestjs/common';
import { ScheduleModule } from '@warren/messaging';
import { ScheduledController } from './scheduled.controller';

/** Where it is served what waits for its time. */
@Module({ imports: [ScheduleModule], controllers: [ScheduledController] })
export class ScheduledModule {}

import { Module } from '@nestjs/common';
import {
  BrokerWatchesModule,
  ClockModule,
  DeadLetterListModule,
  JournalModule,
} from '@warren/messaging';
import { PublishesModule } from '../publishes/publishes.module';
import { QueuesModule } from '../queues/queues.module';
import { SeriesModule } from '../series/series.module';
import { TriageModule } from '../triage/triage.module';
import { NowController } from './now.controller';
import { NowService } from './now.service';
import { OpenGroups } from './open-groups';
import { ProcessParts } from './process-parts';

/** What needs a person now. */
@Module({
  imports: [
    BrokerWatchesModule,
    ClockModule,
    DeadLetterListModule,
    JournalModule,
    PublishesModule,
    QueuesModule,
    SeriesModule,
    TriageModule,
  ],
  controllers: [NowController],
  providers: [NowService, OpenGroups, ProcessParts],
  exports: [NowService],
})
export class NowModule {}

import { Module } from '@nestjs/common';
import {
  ClockModule,
  DeadLetterListModule,
  Journal,
  JournalModule,
  limitsOf,
  TOPOLOGY,
} from '@warren/messaging';
import type { Topology } from '@warren/model';
import { RuntimeModule } from '@warren/platform';
import { ViewsModule } from '@warren/views';
import { GroupsController } from './groups.controller';
import { GroupContext } from './group-context';
import { GroupsService } from './groups.service';
import { HappeningsProjection } from './happenings.projection';
import { TriageKeeper } from './triage-keeper';
import { TriageProjection } from './triage.projection';
import { TriageService } from './triage.service';

/** Groups of dead letters, what is known of them and what people say. */
@Module({
  imports: [ClockModule, DeadLetterListModule, JournalModule, RuntimeModule, ViewsModule],
  controllers: [GroupsController],
  providers: [
    GroupContext,
    GroupsService,
    TriageService,
    {
      provide: TriageProjection,
      inject: [Journal, TOPOLOGY],
      useFactory: (journal: Journal, topology: Topology) => {
        const triage = new TriageProjection(topology);
        journal.follow(triage, 'first');
        return triage;
      },
    },
    {
      provide: HappeningsProjection,
      inject: [Journal, TOPOLOGY],
      useFactory: (journal: Journal, topology: Topology) => {
        const happenings = new HappeningsProjection(topology);
        journal.follow(happenings, 'first');
        return happenings;
      },
    },
    {
      provide: TriageKeeper,
      inject: [Journal, TriageProjection, TOPOLOGY],
      useFactory: (journal: Journal, triage: TriageProjection, topology: Topology) =>
        new TriageKeeper(journal, triage, limitsOf(topology.journal)),
    },
  ],
  exports: [GroupsService, TriageProjection],
})
export class TriageModule {}

import { Module } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { Readiness } from '@warren/platform';
import { DeadLettersConfig } from '../list/dead-letters.config';
import { Journal } from '../../journal/journal';
import { JournalConfig } from '../../journal/journal.config';
import { JournalModule } from '../../journal/journal.module';
import { TOPOLOGY } from '../../topology/topology.token';
import { OpenKeeper } from './open-keeper';
import { OpenRecords } from './open-records';
import { termsOf } from './open-terms';

/** Keeps what is open in the journal for longer than its stream keeps records. */
@Module({
  imports: [JournalModule],
  providers: [
    {
      provide: OpenKeeper,
      inject: [Journal, JournalConfig, DeadLettersConfig, Readiness, TOPOLOGY],
      useFactory: (
        journal: Journal,
        config: JournalConfig,
        letters: DeadLettersConfig,
        readiness: Readiness,
        topology: Topology,
      ) => {
        const open = new OpenRecords(termsOf(topology.journal, config, letters));
        journal.follow(open, 'first');
        return new OpenKeeper(journal, open, readiness);
      },
    },
  ],
})
export class RetentionModule {}

import { Module } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { TOPOLOGY } from '../topology/topology.token';
import { Journal } from '../journal/journal';
import { JournalModule } from '../journal/journal.module';
import { ProgressStore } from './progress-store';
import { Progress } from './progress';

/** For an app with handlers of long jobs: inject `Progress`. */
@Module({
  imports: [JournalModule],
  providers: [
    {
      provide: Progress,
      inject: [Journal, TOPOLOGY],
      useFactory: (journal: Journal, { queues }: Topology) => {
        const names = new Set(queues.map(({ name }) => name));
        const kept = new ProgressStore(undefined, undefined, names);
        journal.follow(kept);
        return new Progress(journal, kept);
      },
    },
  ],
  exports: [Progress],
})
export class ProgressModule {}

import { Module } from '@nestjs/common';
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
      inject: [Journal],
      useFactory: (journal: Journal) => {
        const kept = new ProgressStore();
        journal.follow(kept);
        return new Progress(journal, kept);
      },
    },
  ],
  exports: [Progress],
})
export class ProgressModule {}

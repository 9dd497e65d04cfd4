import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { Readiness } from '@warren/platform';
import { DeadLettersConfig } from '../dead-letters/dead-letters.config';
import { Journal } from '../journal/journal';
import { JournalConfig } from '../journal/journal.config';
import { OpenKeeper } from './open-keeper';
import { OpenRecords } from './open-records';
import { termsOf } from './open-terms';

/** Keeps what is open in the journal for longer than its stream keeps records. */
@Module({})
export class RetentionModule {
  /** @param journal the module that provides and exports the `Journal`. */
  static forRoot(journal: Type): DynamicModule {
    return {
      module: RetentionModule,
      imports: [journal],
      providers: [
        {
          provide: OpenKeeper,
          inject: [Journal, JournalConfig, DeadLettersConfig, Readiness],
          useFactory: (
            kept: Journal,
            config: JournalConfig,
            letters: DeadLettersConfig,
            readiness: Readiness,
          ) => {
            const open = new OpenRecords(termsOf(topology.journal, config, letters));
            kept.follow(open, 'first');
            return new OpenKeeper(kept, open, readiness);
          },
        },
      ],
    };
  }
}

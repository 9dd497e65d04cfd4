import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { PublishingModule } from '../publishing/publishing.module';
import { Journal, type Projection } from './journal';
import { StreamJournal } from './stream-journal';
import { JournalReadiness } from './journal-readiness';

/**
 * The journal, for an app that appends to it or follows it: inject `Journal`, and `JournalReadiness` where
 * what follows it from the first record is served.
 */
@Module({
  imports: [PublishingModule],
  providers: [
    { provide: Journal, useClass: StreamJournal },
    {
      provide: JournalReadiness,
      inject: [Journal],
      useFactory: (journal: Journal) => new JournalReadiness(journal),
    },
  ],
  exports: [Journal, JournalReadiness],
})
export class JournalModule {
  /**
   * The journal with projections that follow it. Each is a provider of one module of the application,
   * and several may ask for the same: it follows once.
   *
   * @param from as for `Journal.follow`.
   */
  static forFeature(
    projections: readonly Type<Projection>[],
    from: 'recent' | 'first' = 'recent',
  ): DynamicModule {
    return {
      module: class ProjectionsModule {},
      imports: [JournalModule],
      providers: [
        {
          provide: Symbol('followers'),
          inject: [Journal, ModuleRef],
          useFactory: (journal: Journal, modules: ModuleRef) => ({
            onModuleInit: () => {
              for (const each of projections) {
                journal.follow(modules.get(each, { strict: false }), from);
              }
            },
          }),
        },
      ],
      exports: [JournalModule],
    };
  }
}

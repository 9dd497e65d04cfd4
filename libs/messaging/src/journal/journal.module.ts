import { Module } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { Readiness } from '@warren/platform';
import { MessagingConfig } from '../messaging.config';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { Journal } from './journal';
import { JournalConfig } from './journal.config';
import { StreamJournal } from './stream-journal';
import { WholeJournal } from './whole-journal';

/**
 * The journal, for an app that appends to it or follows it: inject `Journal`, and `WholeJournal` where
 * what follows it from the first record is served.
 */
@Module({
  imports: [PublishingModule],
  providers: [
    {
      provide: Journal,
      inject: [ConfirmPublisher, MessagingConfig, JournalConfig, Readiness],
      useFactory: (
        publisher: ConfirmPublisher,
        messaging: MessagingConfig,
        config: JournalConfig,
        readiness: Readiness,
      ) => new StreamJournal(publisher, messaging, config, topology, readiness),
    },
    {
      provide: WholeJournal,
      inject: [Journal],
      useFactory: (journal: Journal) => new WholeJournal(journal),
    },
  ],
  exports: [Journal, WholeJournal],
})
export class JournalModule {}

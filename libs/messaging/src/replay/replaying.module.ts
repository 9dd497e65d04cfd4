import { Module } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { Journal } from '../journal/journal';
import { JournalModule } from '../journal/journal.module';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { Replayer } from './replayer';
import { ReplaySender } from './replay-sender';

/** Publishing past events again: inject `Replayer`. */
@Module({
  imports: [PublishingModule, JournalModule],
  providers: [
    {
      provide: Replayer,
      inject: [Journal, ConfirmPublisher],
      useFactory: (journal: Journal, publisher: ConfirmPublisher) =>
        new Replayer(journal, new ReplaySender(publisher, topology), topology),
    },
  ],
  exports: [Replayer],
})
export class ReplayingModule {}

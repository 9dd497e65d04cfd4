import { Module } from '@nestjs/common';
import { JournalModule } from '../journal/journal.module';
import { PublishingModule } from '../publishing/publishing.module';
import { RetentionModule } from './retention/retention.module';
import { DeadLetterWriter } from './recording/dead-letter-writer';
import { DeadLetterRecorder } from './recording/dead-letter-recorder';
import { DeadLetterActingModule } from './dead-letter-acting.module';

/**
 * Records dead letters, keeps the open ones for longer than the stream keeps records, and lets them be
 * acted on: inject `Redriver`, `Discarder`, and what `DeadLetterListModule` has. Of several processes each
 * records a part, and all see the whole.
 */
@Module({
  imports: [PublishingModule, JournalModule, DeadLetterActingModule, RetentionModule],
  providers: [DeadLetterWriter, DeadLetterRecorder],
  exports: [DeadLetterActingModule],
})
export class DeadLettersModule {}

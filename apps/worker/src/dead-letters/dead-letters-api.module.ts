import { Module } from '@nestjs/common';
import { DeadLettersModule, JournalModule } from '@warren/messaging';
import { DeadLetterActionsController } from './dead-letter-actions.controller';
import { DeadLettersController } from './dead-letters.controller';

/** Serves the dead letters and what can be done about them. */
@Module({
  imports: [DeadLettersModule, JournalModule],
  controllers: [DeadLettersController, DeadLetterActionsController],
})
export class DeadLettersApiModule {}

import { Module } from '@nestjs/common';
import { DeadLetterListModule, JournalModule } from '@warren/messaging';
import { DeadLettersController } from './dead-letters.controller';

/** Shows the dead letters. */
@Module({
  imports: [DeadLetterListModule, JournalModule],
  controllers: [DeadLettersController],
})
export class DeadLettersViewModule {}

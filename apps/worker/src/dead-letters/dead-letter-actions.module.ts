import { Module } from '@nestjs/common';
import { DeadLettersModule } from '@warren/messaging';
import { DeadLetterActionsController } from './dead-letter-actions.controller';

/** Serves what can be done about dead letters. */
@Module({ imports: [DeadLettersModule], controllers: [DeadLetterActionsController] })
export class DeadLetterActionsModule {}

import { Module } from '@nestjs/common';
import { DeadLetterListModule } from '@warren/messaging';
import { ViewsModule } from '@warren/views';
import { LookupController } from './lookup.controller';

/** What a text is that somebody pasted. */
@Module({ imports: [ViewsModule, DeadLetterListModule], controllers: [LookupController] })
export class LookupModule {}

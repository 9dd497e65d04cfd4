import { Module } from '@nestjs/common';
import { UnreadableModule } from '@warren/messaging';
import { UnreadableController } from './unreadable.controller';

/** Where it is served what could not be read. */
@Module({ imports: [UnreadableModule], controllers: [UnreadableController] })
export class UnreadableApiModule {}

import { Module } from '@nestjs/common';
import { PublishingModule } from '../../publishing/publishing.module';
import { CommandClient } from './command-client';

/** Asking for commands, for an app that waits for answers: inject `CommandClient`. */
@Module({ imports: [PublishingModule], providers: [CommandClient], exports: [CommandClient] })
export class CommandClientModule {}

import { Module } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { Readiness } from '@warren/platform';
import { MessagingConfig } from '../../messaging.config';
import { ConfirmPublisher } from '../../publishing/confirm-publisher';
import { PublishingModule } from '../../publishing/publishing.module';
import { CommandClient } from './command-client';

/** Asking for commands, for an app that waits for answers: inject `CommandClient`. */
@Module({
  imports: [PublishingModule],
  providers: [
    {
      provide: CommandClient,
      inject: [MessagingConfig, ConfirmPublisher, Readiness],
      useFactory: (config: MessagingConfig, publisher: ConfirmPublisher, readiness: Readiness) =>
        new CommandClient(topology, config, publisher, readiness),
    },
  ],
  exports: [CommandClient],
})
export class AskingModule {}

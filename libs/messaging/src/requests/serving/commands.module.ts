import { Module } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { Readiness } from '@warren/platform';
import { ConsumingConfig } from '../../consuming/consuming.config';
import { MessagingConfig } from '../../messaging.config';
import { ConfirmPublisher } from '../../publishing/confirm-publisher';
import { PublishingModule } from '../../publishing/publishing.module';
import { CommandServer } from './command-server';

/** Serving commands, for an app with a handler for every command: see `serveCommands`. */
@Module({
  imports: [PublishingModule],
  providers: [
    {
      provide: CommandServer,
      inject: [MessagingConfig, ConsumingConfig, ConfirmPublisher, Readiness],
      useFactory: (
        messaging: MessagingConfig,
        consuming: ConsumingConfig,
        publisher: ConfirmPublisher,
        readiness: Readiness,
      ) => new CommandServer({ topology, messaging, consuming }, publisher, readiness),
    },
  ],
})
export class CommandsModule {}

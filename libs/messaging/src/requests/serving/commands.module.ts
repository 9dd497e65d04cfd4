import { Module } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { Readiness } from '@warren/platform';
import { BrokerClock } from '../../clock/broker-clock';
import { ClockModule } from '../../clock/clock.module';
import { ConsumingConfig } from '../../consuming/consuming.config';
import { MessagingConfig } from '../../messaging.config';
import { ConfirmPublisher } from '../../publishing/confirm-publisher';
import { PublishingModule } from '../../publishing/publishing.module';
import { CommandServer } from './command-server';

/** Serving commands, for an app with a handler for every command: see `serveCommands`. */
@Module({
  imports: [PublishingModule, ClockModule],
  providers: [
    {
      provide: CommandServer,
      inject: [MessagingConfig, ConsumingConfig, ConfirmPublisher, Readiness, BrokerClock],
      useFactory: (
        messaging: MessagingConfig,
        consuming: ConsumingConfig,
        publisher: ConfirmPublisher,
        readiness: Readiness,
        clock: BrokerClock,
      ) => new CommandServer({ topology, messaging, consuming, clock }, publisher, readiness),
    },
  ],
})
export class CommandsModule {}

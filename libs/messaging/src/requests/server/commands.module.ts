import { Module } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { Readiness } from '@warren/platform';
import { BrokerClock } from '../../clock/broker-clock';
import { ClockModule } from '../../clock/clock.module';
import { ConsumingConfig } from '../../handlers/consuming.config';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import { PublishingModule } from '../../publishing/publishing.module';
import { TOPOLOGY } from '../../topology/topology.token';
import { CommandServer } from './command-server';

/** Serving commands, for an app with a handler for every command: see `serveCommands`. */
@Module({
  imports: [PublishingModule, ClockModule],
  providers: [
    {
      provide: CommandServer,
      inject: [
        TOPOLOGY,
        MessagingConfig,
        ConsumingConfig,
        BrokerClock,
        ConfirmPublisher,
        Readiness,
      ],
      useFactory: (
        topology: Topology,
        messaging: MessagingConfig,
        consuming: ConsumingConfig,
        clock: BrokerClock,
        ...rest: [ConfirmPublisher, Readiness]
      ) => new CommandServer({ topology, messaging, consuming, clock }, ...rest),
    },
  ],
})
export class CommandsModule {}

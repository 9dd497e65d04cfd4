import { Module } from '@nestjs/common';
import { MessagingConfig, PublishingModule } from '@warren/messaging';
import {
  ConfigModule,
  HealthModule,
  HttpConfig,
  LoggingConfig,
  LoggingModule,
} from '@warren/platform';
import { GatewayConfig } from './gateway.config';
import { PublishController } from './publish/publish.controller';
import { TopologyController } from './topology/topology.controller';

/** The gateway: HTTP in, publishes. It never consumes. */
@Module({
  imports: [
    ConfigModule.forRoot(GatewayConfig, HttpConfig, LoggingConfig, MessagingConfig),
    LoggingModule.forRoot('gateway'),
    HealthModule,
    PublishingModule,
  ],
  controllers: [PublishController, TopologyController],
})
export class GatewayModule {}

import { Module, type DynamicModule } from '@nestjs/common';
import { topology } from '@warren/contracts';
import {
  AliveModule,
  CommandClientModule,
  ManagementConfig,
  MessagingConfig,
  BrokerWatchesModule,
  PublishingModule,
  PublishReportsModule,
  WarrenModule,
} from '@warren/messaging';
import { HealthModule, HttpConfig, LoggingConfig, LoggingModule } from '@warren/http';
import { ConfigModule, loadConfigs, readEnvironment } from '@warren/platform';
import { BatchController } from './batch/batch.controller';
import { BatchReader } from './batch/batch-reader';
import { BatchPublisher } from './batch/batch-publisher';
import { GatewayConfig } from './gateway.config';
import { IdempotencyStore } from './idempotency/idempotency-store';
import { PublishController } from './publish/publish.controller';
import { EarlyRefusal } from './publish/refuse-early';
import { PublishService } from './publish/publish.service';
import { RpcController } from './rpc/rpc.controller';
import { RpcService } from './rpc/rpc.service';
import { TopologyController } from './topology/topology.controller';

/** The gateway: HTTP in, publishes. It never consumes. */
@Module({
  imports: [
    LoggingModule.forRoot('gateway'),
    HealthModule,
    PublishingModule,
    AliveModule,
    PublishReportsModule,
    BrokerWatchesModule,
    CommandClientModule,
  ],
  controllers: [
    PublishController,
    BatchController,
    ...(topology.commands.all.length > 0 ? [RpcController] : []),
    TopologyController,
  ],
  providers: [
    PublishService,
    BatchPublisher,
    BatchReader,
    EarlyRefusal,
    RpcService,
    {
      provide: IdempotencyStore,
      inject: [GatewayConfig],
      useFactory: ({ idempotencyCapacity, idempotencyTtlMs }: GatewayConfig) =>
        new IdempotencyStore(idempotencyCapacity, idempotencyTtlMs),
    },
  ],
})
export class GatewayModule {
  /** Reads the environment. @throws ConfigError listing every bad variable at once. */
  static forRoot(): DynamicModule {
    const [connection, management, ...own] = loadConfigs(
      [MessagingConfig, ManagementConfig, GatewayConfig, HttpConfig, LoggingConfig],
      readEnvironment(),
      'gateway',
    );
    return {
      module: GatewayModule,
      imports: [
        ConfigModule.forRoot(...own),
        WarrenModule.forRoot({ topology, connection, management }),
      ],
    };
  }
}

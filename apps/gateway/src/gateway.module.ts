import { Module } from '@nestjs/common';
import {
  AskingModule,
  ManagementConfig,
  MessagingConfig,
  PoliciesModule,
  PublishingModule,
} from '@warren/messaging';
import {
  ConfigModule,
  HealthModule,
  HttpConfig,
  LoggingConfig,
  LoggingModule,
} from '@warren/platform';
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
    ConfigModule.forRoot(
      'gateway',
      GatewayConfig,
      HttpConfig,
      LoggingConfig,
      MessagingConfig,
      ManagementConfig,
    ),
    LoggingModule.forRoot('gateway'),
    HealthModule,
    PublishingModule,
    PoliciesModule,
    AskingModule,
  ],
  controllers: [PublishController, BatchController, RpcController, TopologyController],
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
export class GatewayModule {}

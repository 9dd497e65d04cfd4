import { Module, type DynamicModule } from '@nestjs/common';
import { topology } from '@warren/contracts';
import {
  ConsumingModule,
  DeadLettersConfig,
  JournalConfig,
  ManagementConfig,
  MessagingConfig,
  BrokerWatchesModule,
  WarrenModule,
} from '@warren/messaging';
import {
  AnswersModule,
  HealthModule,
  HttpConfig,
  LoggingConfig,
  LoggingModule,
  OperatorConfig,
} from '@warren/http';
import { ConfigModule, loadConfigs, readEnvironment } from '@warren/platform';
import { MessagesConfig, ViewsModule } from '@warren/views';
import { CommandHandlersModule } from './commands/command-handlers.module';
import { ConsumersController } from './consumers/consumers.controller';
import { DeadLetterActionsModule } from './dead-letters/dead-letter-actions.module';
import { HandlersModule } from './handlers/handlers.module';
import { ReplayModule } from './replay/replay.module';
import { UnreadableApiModule } from './unreadable/unreadable-api.module';
import { BatchModule } from './use-cases/batch/batch.module';
import { EtlModule } from './use-cases/etl/etl.module';
import { GreetingsModule } from './use-cases/greetings/greetings.module';
import { LogsModule } from './use-cases/logs/logs.module';
import { NotificationsModule } from './use-cases/notifications/notifications.module';
import { OrdersModule } from './use-cases/orders/orders.module';
import { UrgentJobsModule } from './use-cases/urgent-jobs/urgent-jobs.module';
import { WorkerConfig } from './worker.config';

/** The worker: consumes, and serves what the journal says. */
@Module({
  imports: [
    LoggingModule.forRoot('worker'),
    HealthModule,
    AnswersModule,
    ViewsModule,
    ReplayModule,
    DeadLetterActionsModule,
    UnreadableApiModule,
    BrokerWatchesModule,
    BatchModule,
    EtlModule,
    GreetingsModule,
    LogsModule,
    NotificationsModule,
    OrdersModule,
    UrgentJobsModule,
    HandlersModule,
    CommandHandlersModule,
    ConsumingModule,
  ],
  controllers: [ConsumersController],
})
export class WorkerModule {
  /** Reads the environment. @throws ConfigError listing every bad variable at once. */
  static forRoot(): DynamicModule {
    const [connection, management, journal, deadLetters, ...own] = loadConfigs(
      [
        MessagingConfig,
        ManagementConfig,
        JournalConfig,
        DeadLettersConfig,
        WorkerConfig,
        MessagesConfig,
        HttpConfig,
        OperatorConfig,
        LoggingConfig,
      ],
      readEnvironment(),
      'worker',
    );
    const [{ consuming }] = own;
    const options = { topology, connection, management, consuming, journal, deadLetters };
    return {
      module: WorkerModule,
      imports: [ConfigModule.forRoot(...own), WarrenModule.forRoot(options)],
    };
  }
}

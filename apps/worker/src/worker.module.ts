import { join } from 'node:path';
import { Module } from '@nestjs/common';
import {
  CommandsModule,
  ConsumingConfig,
  ConsumingModule,
  DeadLettersConfig,
  JournalConfig,
  JournalModule,
  ManagementConfig,
  MessagingConfig,
  PoliciesModule,
  RetentionModule,
} from '@warren/messaging';
import {
  AnswersModule,
  ConfigModule,
  HealthModule,
  HttpConfig,
  LoggingConfig,
  LoggingModule,
  OperatorConfig,
} from '@warren/platform';
import { ConsumersController } from './consumers/consumers.controller';
import { DeadLettersApiModule } from './dead-letters/dead-letters-api.module';
import { loadHandlers } from './handlers/load-handlers';
import { MessagesModule } from './messages/messages.module';
import { ReplayModule } from './replay/replay.module';
import { ScheduledModule } from './scheduled/scheduled.module';
import { StatsModule } from './stats/stats.module';
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
    ConfigModule.forRoot(
      'worker',
      WorkerConfig,
      HttpConfig,
      OperatorConfig,
      LoggingConfig,
      MessagingConfig,
      ManagementConfig,
      ConsumingConfig,
      JournalConfig,
      DeadLettersConfig,
    ),
    LoggingModule.forRoot('worker'),
    HealthModule,
    AnswersModule,
    MessagesModule,
    ReplayModule,
    ScheduledModule,
    StatsModule,
    DeadLettersApiModule,
    RetentionModule.forRoot(JournalModule),
    UnreadableApiModule,
    PoliciesModule,
    BatchModule,
    EtlModule,
    GreetingsModule,
    LogsModule,
    NotificationsModule,
    OrdersModule,
    UrgentJobsModule,
    ConsumingModule.forRoot(),
    CommandsModule,
  ],
  controllers: [ConsumersController, ...loadHandlers(join(__dirname, 'commands'))],
  providers: loadHandlers(join(__dirname, 'handlers')),
})
export class WorkerModule {}

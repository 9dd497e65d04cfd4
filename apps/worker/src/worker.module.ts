import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { ConsumingConfig, ConsumingModule, MessagingConfig } from '@warren/messaging';
import {
  ConfigModule,
  HealthModule,
  HttpConfig,
  LoggingConfig,
  LoggingModule,
  OperatorConfig,
} from '@warren/platform';
import { ConsumersController } from './consumers/consumers.controller';
import { loadHandlers } from './handlers/load-handlers';
import { MessagesModule } from './messages/messages.module';
import { WorkerConfig } from './worker.config';

/** The worker: consumes, and serves what it stored. */
@Module({
  imports: [
    ConfigModule.forRoot(
      WorkerConfig,
      HttpConfig,
      OperatorConfig,
      LoggingConfig,
      MessagingConfig,
      ConsumingConfig,
    ),
    LoggingModule.forRoot('worker'),
    HealthModule,
    MessagesModule,
    ConsumingModule.forRoot(MessagesModule),
  ],
  controllers: [ConsumersController],
  providers: loadHandlers(join(__dirname, 'handlers')),
})
export class WorkerModule {}

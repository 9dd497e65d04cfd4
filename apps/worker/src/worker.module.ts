import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { ConsumingModule, MessagingConfig } from '@warren/messaging';
import {
  ConfigModule,
  HealthModule,
  HttpConfig,
  LoggingConfig,
  LoggingModule,
} from '@warren/platform';
import { loadHandlers } from './handlers/load-handlers';
import { MessagesModule } from './messages/messages.module';
import { WorkerConfig } from './worker.config';

/** The worker: consumes, and serves what it stored. */
@Module({
  imports: [
    ConfigModule.forRoot(WorkerConfig, HttpConfig, LoggingConfig, MessagingConfig),
    LoggingModule.forRoot('worker'),
    HealthModule,
    MessagesModule,
    ConsumingModule.forRoot(MessagesModule),
  ],
  providers: loadHandlers(join(__dirname, 'handlers')),
})
export class WorkerModule {}

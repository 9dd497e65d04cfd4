import { Module } from '@nestjs/common';
import { ConsumingModule, DeadLettersModule, WarrenModule } from '@warren/nestjs';
import { readWarrenOptions } from '../warren-options';
import { HandlersModule } from './handlers/handlers.module';

/** Consumes the queues that it has handlers for, and records what became of each message. */
@Module({
  imports: [
    WarrenModule.forRootAsync({ useFactory: readWarrenOptions }),
    ConsumingModule,
    DeadLettersModule,
    HandlersModule,
  ],
})
export class WorkerModule {}

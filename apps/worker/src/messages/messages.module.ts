import { Module } from '@nestjs/common';
import { Journal } from '@warren/messaging';
import { WorkerConfig } from '../worker.config';
import { InMemoryMessageRepository } from './in-memory-message.repository';
import { MessageRepository } from './message.repository';
import { MessagesController } from './messages.controller';
import { RepositoryJournal } from './repository.journal';

/** Keeps processed messages and serves them. */
@Module({
  controllers: [MessagesController],
  providers: [
    {
      provide: MessageRepository,
      inject: [WorkerConfig],
      useFactory: (config: WorkerConfig) =>
        new InMemoryMessageRepository(config.repositoryCapacity, config.repositoryCapacityBytes),
    },
    { provide: Journal, useClass: RepositoryJournal },
  ],
  exports: [Journal],
})
export class MessagesModule {}

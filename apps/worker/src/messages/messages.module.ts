import { Module } from '@nestjs/common';
import { Journal, JournalModule } from '@warren/messaging';
import { WorkerConfig } from '../worker.config';
import { MessagesController } from './messages.controller';
import { MessagesProjection } from './messages.projection';

/** Shows what became of each message, from the journal. */
@Module({
  imports: [JournalModule],
  controllers: [MessagesController],
  providers: [
    {
      provide: MessagesProjection,
      inject: [WorkerConfig, Journal],
      useFactory: (config: WorkerConfig, journal: Journal) => {
        const { repositoryCapacity, repositoryCapacityBytes } = config;
        const messages = new MessagesProjection(repositoryCapacity, repositoryCapacityBytes);
        journal.follow(messages);
        return messages;
      },
    },
  ],
})
export class MessagesModule {}

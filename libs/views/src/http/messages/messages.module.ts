import { Module } from '@nestjs/common';
import { Journal, JournalModule } from '@warren/messaging';
import { MessagesConfig } from '../../messages/messages.config';
import { MessagesController } from './messages.controller';
import { MessagesProjection } from '../../messages/messages.projection';

/** Shows what became of each message, from the journal. */
@Module({
  imports: [JournalModule],
  controllers: [MessagesController],
  providers: [
    {
      provide: MessagesProjection,
      inject: [MessagesConfig, Journal],
      useFactory: (config: MessagesConfig, journal: Journal) => {
        const { repositoryCapacity, repositoryCapacityBytes } = config;
        const messages = new MessagesProjection(repositoryCapacity, repositoryCapacityBytes);
        journal.follow(messages);
        return messages;
      },
    },
  ],
})
export class MessagesModule {}

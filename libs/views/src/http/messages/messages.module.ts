import { Module } from '@nestjs/common';
import { Journal, JournalModule } from '@warren/messaging';
import { RuntimeModule } from '@warren/platform';
import { MessagesConfig } from '../../messages/messages.config';
import { Exports } from '../exports';
import { CountsController } from './counts.controller';
import { MessageExports } from './message-exports';
import { MessagesController } from './messages.controller';
import { MessagesProjection } from '../../messages/messages.projection';

/** Shows what became of each message, from the journal. */
@Module({
  imports: [JournalModule, RuntimeModule],
  controllers: [CountsController, MessagesController],
  providers: [
    Exports,
    MessageExports,
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
  exports: [MessagesProjection],
})
export class MessagesModule {}

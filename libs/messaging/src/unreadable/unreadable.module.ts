import { Module } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { MessagingConfig } from '../messaging.config';
import { UnreadableQueue } from './unreadable-queue';

/** Messages that were set aside, for an app that shows them: inject `UnreadableQueue`. */
@Module({
  providers: [
    {
      provide: UnreadableQueue,
      inject: [MessagingConfig],
      useFactory: (config: MessagingConfig) => new UnreadableQueue(config, topology),
    },
  ],
  exports: [UnreadableQueue],
})
export class UnreadableModule {}

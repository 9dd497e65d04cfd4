import { Module } from '@nestjs/common';
import { DeadLettersViewModule } from './http/dead-letters/dead-letters-view.module';
import { MessagesModule } from './http/messages/messages.module';
import { ScheduledModule } from './http/scheduled/scheduled.module';
import { StatsModule } from './http/stats/stats.module';

/**
 * Follows the journal, and shows what it says: messages with their stories, dead letters, deliveries
 * ahead, counts. Every process that imports it shows the same, and looking changes nothing. At the root
 * stand `WarrenModule`, `AnswersModule` and a `MessagesConfig`.
 */
@Module({
  imports: [MessagesModule, ScheduledModule, StatsModule, DeadLettersViewModule],
  exports: [MessagesModule],
})
export class ViewsModule {}

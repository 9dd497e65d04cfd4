import { Module } from '@nestjs/common';
import { Journal, JournalModule } from '@warren/messaging';
import { EventsPerHour } from './events-per-hour.projection';
import { StatsController } from './stats.controller';

/** A read model of its own: a projection of every record that is kept, and where it is served. */
@Module({
  imports: [JournalModule],
  controllers: [StatsController],
  providers: [
    {
      provide: EventsPerHour,
      inject: [Journal],
      useFactory: (journal: Journal) => {
        const events = new EventsPerHour();
        journal.follow(events, 'first');
        return events;
      },
    },
  ],
})
export class StatsModule {}

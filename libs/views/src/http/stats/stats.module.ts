import { Module } from '@nestjs/common';
import { JournalModule } from '@warren/messaging';
import { EventsPerHour } from '../../stats/events-per-hour.projection';
import { StatsController } from './stats.controller';

/** A read model of its own: a projection of every record that is kept, and where it is served. */
@Module({
  imports: [JournalModule.forFeature([EventsPerHour], 'first')],
  controllers: [StatsController],
  providers: [EventsPerHour],
})
export class StatsModule {}

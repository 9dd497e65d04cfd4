import { Module } from '@nestjs/common';
import { BrokerClock, ClockModule, Journal, JournalModule, TOPOLOGY } from '@warren/messaging';
import type { Topology } from '@warren/model';
import { SeriesController } from './series.controller';
import { SeriesProjection } from './series.projection';

/** Numbers over time, from the journal. */
@Module({
  imports: [JournalModule, ClockModule],
  controllers: [SeriesController],
  providers: [
    {
      provide: SeriesProjection,
      inject: [Journal, TOPOLOGY, BrokerClock],
      useFactory: (journal: Journal, topology: Topology, clock: BrokerClock) => {
        const series = new SeriesProjection(topology, () => clock.now());
        journal.follow(series, 'first');
        return series;
      },
    },
  ],
  exports: [SeriesProjection],
})
export class SeriesModule {}

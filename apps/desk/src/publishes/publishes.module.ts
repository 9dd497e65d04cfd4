import { Global, Module } from '@nestjs/common';
import {
  BrokerClock,
  ClockModule,
  Journal,
  JournalModule,
  PublishingModule,
  PublishReportsModule,
  TOPOLOGY,
} from '@warren/messaging';
import type { Topology } from '@warren/model';
import { KnownPublishes } from '@warren/views';
import { HandPublisher } from './hand-publisher';
import { PublishByHandController } from './publish-by-hand.controller';
import { PublishSeries } from './publish-series';
import { PublishesController } from './publishes.controller';
import { PublishesProjection } from './publishes.projection';

/** What gateways published: failures one by one, counts, and what no worker has attempted yet. */
@Global()
@Module({
  imports: [JournalModule, ClockModule, PublishingModule, PublishReportsModule],
  controllers: [PublishesController, PublishByHandController],
  providers: [
    HandPublisher,
    {
      provide: PublishSeries,
      inject: [TOPOLOGY, BrokerClock],
      useFactory: (topology: Topology, clock: BrokerClock) =>
        new PublishSeries(topology, () => clock.now()),
    },
    {
      provide: PublishesProjection,
      inject: [Journal, PublishSeries],
      useFactory: (journal: Journal, series: PublishSeries) => {
        const publishes = new PublishesProjection(series);
        journal.follow(publishes, 'first');
        return publishes;
      },
    },
    { provide: KnownPublishes, useExisting: PublishesProjection },
  ],
  exports: [KnownPublishes, PublishSeries],
})
export class PublishesModule {}

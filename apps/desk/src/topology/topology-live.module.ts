import { Module } from '@nestjs/common';
import { BrokerClock, ClockModule, Journal, JournalModule, TOPOLOGY } from '@warren/messaging';
import type { Topology } from '@warren/model';
import { QueuesModule } from '../queues/queues.module';
import { SeriesModule } from '../series/series.module';
import { RouteController } from './route.controller';
import { RouteRates } from './route-rates.projection';
import { TopologyLiveController } from './topology-live.controller';

/** The topology with what flows in it. */
@Module({
  imports: [ClockModule, JournalModule, QueuesModule, SeriesModule],
  controllers: [TopologyLiveController, RouteController],
  providers: [
    {
      provide: RouteRates,
      inject: [Journal, TOPOLOGY, BrokerClock],
      useFactory: (journal: Journal, topology: Topology, clock: BrokerClock) => {
        const routes = new RouteRates(topology, () => clock.now());
        journal.follow(routes);
        return routes;
      },
    },
  ],
})
export class TopologyLiveModule {}

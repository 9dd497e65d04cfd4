import { Module } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { DeadLettersConfig } from '../dead-letters/list/dead-letters.config';
import { termsOf } from '../dead-letters/retention/open-terms';
import { Journal } from '../journal/journal';
import { JournalConfig } from '../journal/journal.config';
import { JournalModule } from '../journal/journal.module';
import { TOPOLOGY } from '../topology/topology.token';
import { StandingOrders } from './standing-orders';

/** The last orders for the queues, as the journal has them. */
@Module({
  imports: [JournalModule],
  providers: [
    {
      provide: StandingOrders,
      inject: [Journal, JournalConfig, DeadLettersConfig, TOPOLOGY],
      useFactory: (
        journal: Journal,
        config: JournalConfig,
        letters: DeadLettersConfig,
        topology: Topology,
      ) => {
        const terms = termsOf(topology.journal, config, letters);
        const orders = new StandingOrders(topology, terms);
        // What is read before anything is consumed; where that is too little, all.
        journal.follow(orders, terms.recentRecords === Infinity ? 'first' : 'recent');
        return orders;
      },
    },
  ],
  exports: [StandingOrders],
})
export class OrdersModule {}

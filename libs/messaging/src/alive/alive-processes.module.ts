import { Module } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { OrdersModule } from '../orders/orders.module';
import { StandingOrders } from '../orders/standing-orders';
import { PublishingModule } from '../publishing/publishing.module';
import { TOPOLOGY } from '../topology/topology.token';
import { AliveListener } from './alive-listener';
import { AliveProcesses } from './alive-processes';

/** Who lives, and the last orders for the queues: inject `AliveProcesses`, `AliveListener`, `StandingOrders`. */
@Module({
  imports: [PublishingModule, OrdersModule],
  providers: [
    {
      provide: AliveProcesses,
      inject: [TOPOLOGY],
      useFactory: (topology: Topology) => new AliveProcesses(topology),
    },
    {
      provide: AliveListener,
      inject: [ConfirmPublisher, TOPOLOGY, AliveProcesses, StandingOrders],
      useFactory: (
        publisher: ConfirmPublisher,
        { alive }: Topology,
        processes: AliveProcesses,
        orders: StandingOrders,
      ) => new AliveListener(publisher, alive.name, processes, orders),
    },
  ],
  exports: [AliveProcesses, AliveListener, OrdersModule],
})
export class AliveProcessesModule {}

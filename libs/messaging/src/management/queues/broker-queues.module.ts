import { Module } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import { planTopology } from '../../amqp/declaring/plan-topology';
import { TOPOLOGY } from '../../topology/topology.token';
import { ManagementConfig } from '../management.config';
import { askBrokerQueues, BrokerQueues } from './broker-queues';

/** What the broker says of the queues of the topology, for an app that shows it: inject `BrokerQueues`. */
@Module({
  providers: [
    {
      provide: BrokerQueues,
      inject: [TOPOLOGY, MessagingConfig, ManagementConfig],
      useFactory: (
        topology: Topology,
        messaging: MessagingConfig,
        management: ManagementConfig,
      ) => {
        const names = planTopology(topology).queues.map(({ name }) => name);
        return askBrokerQueues(names, messaging, management);
      },
    },
  ],
  exports: [BrokerQueues],
})
export class BrokerQueuesModule {}

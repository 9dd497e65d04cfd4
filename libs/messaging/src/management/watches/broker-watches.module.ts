import { Module } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { Readiness } from '@warren/platform';
import { planWaiting } from '../../amqp/declaring/plan-waiting';
import { OverdueWatch } from './overdue-watch';
import { ManagementConfig } from '../management.config';
import { readQueueCounts } from '../read-queue-counts';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import { planTopology } from '../../amqp/declaring/plan-topology';
import { TOPOLOGY } from '../../topology/topology.token';
import { readPolicies } from './policy';
import { PolicyWatch } from './policy-watch';

const ASKED = [TOPOLOGY, MessagingConfig, ManagementConfig, Readiness];

/** Watches the broker's policies and the queues in which messages wait, where `RABBITMQ_MANAGEMENT_URL` says which API to ask. */
@Module({
  providers: [
    {
      provide: PolicyWatch,
      inject: ASKED,
      useFactory: (
        topology: Topology,
        messaging: MessagingConfig,
        management: ManagementConfig,
        readiness: Readiness,
      ) => {
        const read = management.url && (() => readPolicies(messaging, management));
        return new PolicyWatch(planTopology(topology), read || undefined, readiness);
      },
    },
    {
      provide: OverdueWatch,
      inject: ASKED,
      useFactory: (
        topology: Topology,
        messaging: MessagingConfig,
        management: ManagementConfig,
        readiness: Readiness,
      ) => {
        const read = management.url && (() => readQueueCounts(messaging, management));
        const waiting = planWaiting(topology).map(({ name }) => name);
        return new OverdueWatch(waiting, read || undefined, readiness);
      },
    },
  ],
})
export class BrokerWatchesModule {}

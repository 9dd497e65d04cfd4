import { Module } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { Readiness } from '@warren/platform';
import { ManagementConfig } from '../management/management.config';
import { MessagingConfig } from '../messaging.config';
import { planTopology } from '../topology/plan-topology';
import { TOPOLOGY } from '../topology/topology.token';
import { readPolicies } from './policy';
import { PolicyWatch } from './policy-watch';

/** Watches the broker's policies, where `RABBITMQ_MANAGEMENT_URL` says which API to ask. */
@Module({
  providers: [
    {
      provide: PolicyWatch,
      inject: [TOPOLOGY, MessagingConfig, ManagementConfig, Readiness],
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
  ],
})
export class PoliciesModule {}

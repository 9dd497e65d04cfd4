import { Module } from '@nestjs/common';
import { TopologyKeeper } from '../topology/topology-keeper';
import { ConfirmPublisher } from './confirm-publisher';
import { Contracts } from './contracts';
import { Publisher } from './publisher';

/** Publishing with confirms, for an app that publishes: inject `Publisher`. */
@Module({
  providers: [TopologyKeeper, ConfirmPublisher, Publisher, Contracts],
  exports: [Publisher, ConfirmPublisher, Contracts],
})
export class PublishingModule {}

import { Module } from '@nestjs/common';
import { TopologyKeeper } from '../amqp/declaring/topology-keeper';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { Contracts } from './contracts';
import { Publisher } from './publisher';

/** Publishing with confirms, for an app that publishes: inject `Publisher`. */
@Module({
  providers: [TopologyKeeper, ConfirmPublisher, Publisher, Contracts],
  exports: [Publisher, ConfirmPublisher, Contracts],
})
export class PublishingModule {}

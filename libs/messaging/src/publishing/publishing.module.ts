import { Module } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { MessagingConfig } from '../messaging.config';
import { TopologyKeeper } from '../topology/topology-keeper';
import { ConfirmPublisher } from './confirm-publisher';
import { Publisher } from './publisher';

/** Publishing with confirms, for an app that publishes: inject `Publisher`. */
@Module({
  providers: [
    {
      provide: TopologyKeeper,
      inject: [MessagingConfig],
      useFactory: (config: MessagingConfig) => new TopologyKeeper(topology, config),
    },
    ConfirmPublisher,
    {
      provide: Publisher,
      inject: [ConfirmPublisher],
      useFactory: (confirms: ConfirmPublisher) => new Publisher(confirms, topology),
    },
  ],
  exports: [Publisher, ConfirmPublisher],
})
export class PublishingModule {}

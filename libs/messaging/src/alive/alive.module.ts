import { Module } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { PublishingModule } from '../publishing/publishing.module';
import { TOPOLOGY } from '../topology/topology.token';
import { Heart } from './heart';

/** Says that this process lives; for one that consumes, `ConsumingModule` does. */
@Module({
  imports: [PublishingModule],
  providers: [
    {
      provide: Heart,
      inject: [ConfirmPublisher, MessagingConfig, TOPOLOGY],
      useFactory: (publisher: ConfirmPublisher, { app }: MessagingConfig, { alive }: Topology) =>
        new Heart(publisher, alive.name, app),
    },
  ],
})
export class AliveModule {}

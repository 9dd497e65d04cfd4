import { Module } from '@nestjs/common';
import { BrokerQueuesModule } from '@warren/messaging';
import { SeriesModule } from '../series/series.module';
import { QueueWatch } from './queue-watch';
import { QueuesController } from './queues.controller';

/** The queues of the topology, as the broker and the journal have them. */
@Module({
  imports: [BrokerQueuesModule, SeriesModule],
  controllers: [QueuesController],
  providers: [QueueWatch],
  exports: [QueueWatch],
})
export class QueuesModule {}

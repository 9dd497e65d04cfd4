import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Topology } from '@warren/model';
import { ClockModule } from '../clock/clock.module';
import { Journal } from '../journal/journal';
import { JournalModule } from '../journal/journal.module';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { ScheduleRelay } from '../schedule/schedule-relay';
import { TOPOLOGY } from '../topology/topology.token';
import { ConsumerOperations } from './consumer-operations';
import { Consumers } from './consumers';
import { DeliveryProcessor } from './deliveries/delivery-processor';
import { RANDOM } from '../failures/random.token';
import { HandlerFinder } from '../handlers/handler-finder';

/**
 * Consuming, for an app with handlers of queues. Inject `ConsumerOperations` to operate it,
 * and `Publisher` into a handler that publishes the next event.
 */
@Module({
  imports: [PublishingModule, ClockModule, DiscoveryModule, JournalModule],
  providers: [
    HandlerFinder,
    { provide: RANDOM, useValue: Math.random },
    {
      provide: DeliveryProcessor,
      inject: [Journal, ConfirmPublisher, TOPOLOGY, RANDOM],
      useFactory: (
        journal: Journal,
        publisher: ConfirmPublisher,
        topology: Topology,
        random: () => number,
      ) => new DeliveryProcessor(journal, publisher, topology, undefined, { random }),
    },
    ScheduleRelay,
    Consumers,
    ConsumerOperations,
  ],
  exports: [ConsumerOperations, PublishingModule],
})
export class ConsumingModule {}

import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { topology } from '@warren/contracts';
import { BrokerClock } from '../clock/broker-clock';
import { ClockModule } from '../clock/clock.module';
import { Journal } from '../journal/journal';
import { JournalModule } from '../journal/journal.module';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { ScheduleRelay } from '../schedule/schedule-relay';
import { ConsumerOperations } from './consumers/consumer-operations';
import { Consumers } from './consumers/consumers';
import { ConsumingConfig } from './consuming.config';
import { DeliveryProcessor } from './deliveries/delivery-processor';
import { HandlerFinder } from './handlers/handler-finder';

/**
 * Consuming, for an app that has a handler for every queue. Inject `ConsumerOperations` to operate it,
 * and `Publisher` into a handler that publishes the next event.
 */
@Module({})
export class ConsumingModule {
  /** @param journal the module that provides and exports the `Journal`; default: the one in a stream. */
  static forRoot(journal: Type = JournalModule): DynamicModule {
    return {
      module: ConsumingModule,
      imports: [PublishingModule, ClockModule, DiscoveryModule, journal],
      providers: [
        {
          provide: HandlerFinder,
          inject: [DiscoveryService, MetadataScanner, ConsumingConfig],
          useFactory: (
            discovery: DiscoveryService,
            scanner: MetadataScanner,
            config: ConsumingConfig,
          ) => new HandlerFinder(discovery, scanner, topology, config),
        },
        {
          provide: DeliveryProcessor,
          inject: [Journal, ConfirmPublisher],
          useFactory: (kept: Journal, publisher: ConfirmPublisher) =>
            new DeliveryProcessor(kept, publisher, topology),
        },
        {
          provide: ScheduleRelay,
          inject: [ConfirmPublisher, BrokerClock],
          useFactory: (publisher: ConfirmPublisher, clock: BrokerClock) =>
            new ScheduleRelay(publisher, topology, clock),
        },
        Consumers,
        ConsumerOperations,
      ],
      exports: [ConsumerOperations, PublishingModule],
    };
  }
}

import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { topology } from '@warren/contracts';
import { Journal } from '../journal/journal';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { Consumers } from './consumers';
import { DeliveryProcessor } from './delivery-processor';
import { HandlerFinder } from './handler-finder';

/** Consuming, for an app that has a handler for every queue. */
@Module({})
export class ConsumingModule {
  /** @param journal the module that provides and exports the `Journal`. */
  static forRoot(journal: Type): DynamicModule {
    return {
      module: ConsumingModule,
      imports: [PublishingModule, DiscoveryModule, journal],
      providers: [
        {
          provide: HandlerFinder,
          inject: [DiscoveryService, MetadataScanner],
          useFactory: (discovery: DiscoveryService, scanner: MetadataScanner) =>
            new HandlerFinder(discovery, scanner, topology),
        },
        {
          provide: DeliveryProcessor,
          inject: [Journal, ConfirmPublisher],
          useFactory: (kept: Journal, publisher: ConfirmPublisher) =>
            new DeliveryProcessor(kept, publisher, topology),
        },
        Consumers,
      ],
    };
  }
}

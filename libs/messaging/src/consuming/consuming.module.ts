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
import { ConsumersAlive } from './consumers-alive';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { Heart } from '../alive/heart';
import { OrderFollower } from './order-follower';
import { OrderKeeper } from '../orders/order-keeper';
import { OrdersModule } from '../orders/orders.module';
import { StandingOrders } from '../orders/standing-orders';
import { DeliveryProcessor } from './deliveries/delivery-processor';
import { RANDOM } from '../failures/random.token';
import { HandlerFinder } from '../handlers/handler-finder';

/**
 * Consuming, for an app with handlers of queues. Inject `ConsumerOperations` to operate it,
 * and `Publisher` into a handler that publishes the next event.
 */
@Module({
  imports: [PublishingModule, ClockModule, DiscoveryModule, JournalModule, OrdersModule],
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
    {
      provide: OrderFollower,
      inject: [StandingOrders, Consumers],
      useFactory: (orders: StandingOrders, consumers: Consumers) =>
        new OrderFollower(orders, () => consumers.all),
    },
    {
      provide: Heart,
      inject: [ConfirmPublisher, MessagingConfig, TOPOLOGY, ConsumersAlive],
      useFactory: (
        publisher: ConfirmPublisher,
        { app }: MessagingConfig,
        { alive }: Topology,
        consumers: ConsumersAlive,
      ) => consumers.beatWith(new Heart(publisher, alive.name, app, consumers)),
    },
    ConsumersAlive,
    {
      provide: OrderKeeper,
      inject: [Journal, StandingOrders],
      useFactory: (journal: Journal, orders: StandingOrders) => new OrderKeeper(journal, orders),
    },
  ],
  exports: [ConsumerOperations, PublishingModule],
})
export class ConsumingModule {}

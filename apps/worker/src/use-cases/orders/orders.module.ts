import { Module } from '@nestjs/common';
import { PublishingModule } from '@warren/messaging';
import { Carrier, FakeCarrier } from './carrier';
import { OrdersHandler } from './orders.handler';
import { Payments, FakePayments } from './payments';

/** Microservices on a topic exchange: docs/use-cases/orders.md. */
@Module({
  imports: [PublishingModule],
  providers: [
    OrdersHandler,
    { provide: Payments, useClass: FakePayments },
    { provide: Carrier, useClass: FakeCarrier },
  ],
})
export class OrdersModule {}

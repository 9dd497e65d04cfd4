import { Module } from '@nestjs/common';
import { PublishingModule } from '@warren/messaging';
import { Carrier, PretendCarrier } from './carrier';
import { OrdersHandler } from './orders.handler';
import { Payments, PretendPayments } from './payments';

/** Microservices on a topic exchange: docs/use-cases/orders.md. */
@Module({
  imports: [PublishingModule],
  providers: [
    OrdersHandler,
    { provide: Payments, useClass: PretendPayments },
    { provide: Carrier, useClass: PretendCarrier },
  ],
})
export class OrdersModule {}

import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Publisher, type PublishReceipt } from '@warren/nestjs';
import { OrdersPlacedDto } from '../contracts/events/orders-placed.dto';
import { exchanges } from '../contracts/topology/topology';

@Controller('orders')
export class OrdersController {
  constructor(private readonly publisher: Publisher) {}

  /** Answers 202 once a queue has the event; `WarrenErrorFilter` says what else there is. */
  @Post()
  @HttpCode(202)
  place(@Body() event: OrdersPlacedDto): Promise<PublishReceipt> {
    return this.publisher.publish(exchanges.topic, 'orders.placed', event);
  }
}

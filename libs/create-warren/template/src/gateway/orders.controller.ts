import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Contracts, Publisher, type PublishReceipt } from '@warren/nestjs';
import { EventDto } from '@warren/nestjs/contracts';
import { exchanges } from '../contracts/topology/topology';

const ROUTING_KEY = 'orders.placed';

@Controller('orders')
export class OrdersController {
  constructor(
    private readonly contracts: Contracts,
    private readonly publisher: Publisher,
  ) {}

  /**
   * Answers 202 once a queue has the event, and 422 when one that it would reach is bound to refuse it;
   * `WarrenErrorFilter` says what else there is.
   */
  @Post()
  @HttpCode(202)
  async place(@Body() event: EventDto): Promise<PublishReceipt> {
    await this.contracts.check({ exchange: exchanges.topic }, ROUTING_KEY, event);
    return this.publisher.publish(exchanges.topic, ROUTING_KEY, event);
  }
}

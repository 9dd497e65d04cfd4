import { Injectable, Logger } from '@nestjs/common';
import { queues, type EventDto } from '@warren/contracts';
import { Handles, type Delivery } from '@warren/messaging';

/** Orders, from the topic exchange. */
@Injectable()
export class OrdersHandler {
  private readonly logger = new Logger(OrdersHandler.name);

  @Handles(queues.ordersCreated)
  created(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'order created');
  }

  @Handles(queues.ordersAudit)
  audit(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'order audited');
  }
}

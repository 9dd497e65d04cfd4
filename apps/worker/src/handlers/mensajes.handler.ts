import { Injectable, Logger } from '@nestjs/common';
import { queues } from '@warren/contracts';
import type { EventDto } from '@warren/model';
import { aboutDelivery, Handles, type Delivery } from '@warren/messaging';

/** The first queue of the original system. */
@Injectable()
export class MensajesHandler {
  private readonly logger = new Logger(MensajesHandler.name);

  @Handles(queues.mensajes)
  receive(event: EventDto, delivery: Delivery): void {
    this.logger.debug(aboutDelivery(delivery, event), 'mensaje received');
  }
}

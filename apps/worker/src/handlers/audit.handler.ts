import { Injectable, Logger } from '@nestjs/common';
import { queues } from '@warren/contracts';
import type { EventDto } from '@warren/model';
import { aboutDelivery, Handles, type Delivery } from '@warren/messaging';

/** What must be looked at, from the headers exchange. */
@Injectable()
export class AuditHandler {
  private readonly logger = new Logger(AuditHandler.name);

  @Handles(queues.auditImportant)
  important(event: EventDto, delivery: Delivery): void {
    this.logger.debug(aboutDelivery(delivery, event), 'important event');
  }
}

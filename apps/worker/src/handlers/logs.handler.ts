import { Injectable, Logger } from '@nestjs/common';
import { queues } from '@warren/contracts';
import type { EventDto } from '@warren/model';
import { aboutDelivery, Handles, type Delivery } from '@warren/messaging';

/** Log lines by severity, from the direct exchange. */
@Injectable()
export class LogsHandler {
  private readonly logger = new Logger(LogsHandler.name);

  @Handles(queues.logsInfo)
  info(event: EventDto, delivery: Delivery): void {
    this.logger.debug(aboutDelivery(delivery, event), 'info line');
  }

  @Handles(queues.logsWarning)
  warning(event: EventDto, delivery: Delivery): void {
    this.logger.debug(aboutDelivery(delivery, event), 'warning line');
  }

  @Handles(queues.logsError)
  error(event: EventDto, delivery: Delivery): void {
    this.logger.debug(aboutDelivery(delivery, event), 'error line');
  }
}

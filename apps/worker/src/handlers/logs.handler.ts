import { Injectable, Logger } from '@nestjs/common';
import { queues, type EventDto } from '@warren/contracts';
import { Handles, type Delivery } from '@warren/messaging';

/** Log lines by severity, from the direct exchange. */
@Injectable()
export class LogsHandler {
  private readonly logger = new Logger(LogsHandler.name);

  @Handles(queues.logsInfo)
  info(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'info line');
  }

  @Handles(queues.logsWarning)
  warning(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'warning line');
  }

  @Handles(queues.logsError)
  error(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'error line');
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { queues, type EventDto } from '@warren/contracts';
import { Handles, type Delivery } from '@warren/messaging';

/** Long jobs, from the direct exchange. */
@Injectable()
export class EtlHandler {
  private readonly logger = new Logger(EtlHandler.name);

  @Handles(queues.etlJobs)
  run(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'job run');
  }
}

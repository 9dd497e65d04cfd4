import { Injectable, Logger } from '@nestjs/common';
import { queues, type EventDto } from '@warren/contracts';
import { Handles, type Delivery } from '@warren/messaging';

/** Jobs of which the urgent ones come first, from the direct exchange. */
@Injectable()
export class JobsHandler {
  private readonly logger = new Logger(JobsHandler.name);

  @Handles(queues.jobsPriority)
  run(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'job run');
  }
}

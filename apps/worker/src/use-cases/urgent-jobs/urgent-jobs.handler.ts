import { Injectable, Logger } from '@nestjs/common';
import { queues, type UrgentJobDto } from '@warren/contracts';
import { aboutDelivery, Handles, type Delivery } from '@warren/messaging';

/** Jobs of which the urgent ones come first, from the direct exchange. Your work goes in here. */
@Injectable()
export class UrgentJobsHandler {
  private readonly logger = new Logger(UrgentJobsHandler.name);

  @Handles(queues.jobsPriority)
  run(event: UrgentJobDto, delivery: Delivery): void {
    const { job } = event.payload;
    this.logger.log({ ...aboutDelivery(delivery, event), job }, 'job run');
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { queues, type EventDto } from '@warren/contracts';
import { Handles, type Delivery } from '@warren/messaging';

/** One notification to each way of reaching people, from the fanout exchange. */
@Injectable()
export class NotificationsHandler {
  private readonly logger = new Logger(NotificationsHandler.name);

  @Handles(queues.notificationsEmail)
  email(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'e-mail sent');
  }

  @Handles(queues.notificationsSms)
  sms(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'SMS sent');
  }

  @Handles(queues.notificationsPush)
  push(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'push message sent');
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { queues, type EventDto } from '@warren/contracts';
import { Handles, type Delivery } from '@warren/messaging';

/** Greetings by language, from the headers exchange. */
@Injectable()
export class GreetingsHandler {
  private readonly logger = new Logger(GreetingsHandler.name);

  @Handles(queues.greetingsEs)
  spanish(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'saludo');
  }

  @Handles(queues.greetingsEn)
  english(event: EventDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, id: event.id }, 'greeting');
  }
}

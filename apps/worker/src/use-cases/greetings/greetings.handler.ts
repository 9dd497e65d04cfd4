import { Injectable } from '@nestjs/common';
import { queues, type GreetingDto } from '@warren/contracts';
import { Handles } from '@warren/messaging';

/**
 * Greetings by language, from the headers exchange. What a handler returns is the answer, for
 * a publisher that wants one.
 */
@Injectable()
export class GreetingsHandler {
  @Handles(queues.greetingsEs)
  spanish({ payload }: GreetingDto): string {
    return `¡Hola, ${payload.name}!`;
  }

  @Handles(queues.greetingsEn)
  english({ payload }: GreetingDto): string {
    return `Hello, ${payload.name}!`;
  }

  @Handles(queues.greetingsFr)
  french({ payload }: GreetingDto): string {
    return `Bonjour, ${payload.name} !`;
  }
}

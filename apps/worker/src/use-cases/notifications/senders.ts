import { Logger } from '@nestjs/common';

/** The longest text that goes into one SMS. */
export const LONGEST_SMS = 160;

/** One way of reaching people. */
abstract class Sender {
  private readonly logger = new Logger(this.constructor.name);

  /**
   * Stands for the real thing: put the call to your provider here.
   *
   * @param key sent along, so that a provider does not send twice what it is asked twice.
   */
  send(key: string, text: string): Promise<void> {
    this.logger.debug({ messageId: key, characters: text.length }, 'sent');
    return Promise.resolve();
  }
}

export class EmailSender extends Sender {}

export class SmsSender extends Sender {}

export class PushSender extends Sender {}

import { Logger } from '@nestjs/common';

/** The longest text that goes into one SMS. */
export const MAX_SMS = 160;

/** One way of reaching people. */
abstract class Sender {
  /**
   * Sends a text, once for a key: asked again with the same key, it sends nothing.
   *
   * @throws the signal's reason when it is aborted. The text may have been sent all the same.
   */
  abstract send(key: string, text: string, signal: AbortSignal): Promise<void>;
}

export abstract class EmailSender extends Sender {}

export abstract class SmsSender extends Sender {}

export abstract class PushSender extends Sender {}

/** Stands for a real one of any way: put the client of your provider in its place. */
export class FakeSender extends Sender {
  private readonly logger = new Logger(FakeSender.name);

  send(key: string, text: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    this.logger.debug({ key, characters: text.length }, 'sent');
    return Promise.resolve();
  }
}

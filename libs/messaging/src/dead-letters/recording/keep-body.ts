import { Logger } from '@nestjs/common';
import type { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import { toPublishError, UnroutableError } from '../../messages/publish-errors';
import { writePieces } from './body-pieces';

/** So often in a row the stream refuses a body, while the broker takes other messages, before it is given up. */
const TRIES = 5;

/** The bytes of one dead letter, on their way to the stream `queue`. */
export class BodyToKeep {
  private readonly logger = new Logger(BodyToKeep.name);
  private refusals = 0;
  private isKept = false;

  constructor(
    private readonly deadLetterId: string,
    private readonly content: Buffer,
    private readonly queue: string,
    private readonly publisher: Pick<
      ConfirmPublisher,
      'maxMessageBytes' | 'refusal' | 'restoreTopology' | 'sendPatiently'
    >,
    private readonly details: object,
  ) {}

  /**
   * Resolves when the stream has all of them, or has refused them five times in a row while nothing is
   * known against the broker itself: then they are given up, since dead letters that wait for the stream
   * would keep all others from being recorded. What was kept before is kept twice, which a reader does
   * not notice.
   *
   * @throws RefusedError, UnknownOutcomeError, UnroutableError to be tried again.
   */
  async keep(): Promise<void> {
    if (this.isKept || this.refusals >= TRIES) return;
    try {
      await this.send();
      this.isKept = true;
    } catch (error) {
      this.refusals = this.publisher.refusal === undefined ? this.refusals + 1 : 0;
      if (this.refusals < TRIES) throw error;
      const details = { ...this.details, bytes: this.content.length, err: error };
      this.logger.error(
        details,
        `\`${this.queue}\` does not take a body: only its excerpt is kept`,
      );
    }
  }

  private async send(): Promise<void> {
    const { content, deadLetterId, publisher, queue } = this;
    for (const piece of writePieces(deadLetterId, content, queue, publisher.maxMessageBytes)) {
      const error = toPublishError(await publisher.sendPatiently(piece), piece);
      if (error instanceof UnroutableError) await publisher.restoreTopology();
      if (error) throw error;
    }
  }
}

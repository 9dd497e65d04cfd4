import { Injectable, Logger } from '@nestjs/common';
import {
  Contracts,
  Journal,
  Publisher,
  UnknownOutcomeError,
  type OperatedRecord,
  type PublishOptions,
  type PublishReceipt,
} from '@warren/messaging';
import type { EventDto, PublishRoute } from '@warren/model';

/** A name in a record is no longer, in characters. */
const MAX_TARGET = 255;

/** Who publishes, from where and why. */
export type Author = Pick<OperatedRecord, 'by' | 'from' | 'why'>;

/** Publishes an event that a person wrote, and says so in the audit. */
@Injectable()
export class HandPublisher {
  private readonly logger = new Logger(HandPublisher.name);

  constructor(
    private readonly publisher: Publisher,
    private readonly contracts: Contracts,
    private readonly journal: Journal,
  ) {}

  /**
   * Resolves when the broker has confirmed it.
   *
   * @throws ContractViolatedError when a queue would refuse the event, with pointers below `/event`, and
   * what `Publisher.publish` throws. Only what was sent stands in the audit: confirmed, or not answered.
   */
  async publish(
    route: PublishRoute,
    routingKey: string,
    event: EventDto,
    options: Pick<PublishOptions, 'deliverAt' | 'headers'>,
    author: Author,
  ): Promise<PublishReceipt> {
    const { headers } = options;
    await this.contracts.check(route, routingKey, event, { headers, parent: '/event' });
    const target = [route.exchange.name, routingKey].filter((name) => name !== '').join(' ');
    const note = (messageId: string, result: string): Promise<void> =>
      this.audit({
        ...author,
        target: target.slice(0, MAX_TARGET),
        operationId: messageId,
        result,
      });
    try {
      const sent = { ...options, client: author.from };
      const receipt = await this.publisher.publish(route.exchange, routingKey, event, sent);
      const { deliverAt, messageId } = receipt;
      const when = deliverAt ? `to be delivered at ${deliverAt.toISOString()}` : 'confirmed';
      await note(messageId, when);
      return receipt;
    } catch (error) {
      if (error instanceof UnknownOutcomeError) await note(error.messageId, 'outcome unknown');
      throw error;
    }
  }

  /** Never rejects: what was sent must not be sent again because of it. */
  private async audit(
    what: Author & Pick<OperatedRecord, 'operationId' | 'result' | 'target'>,
  ): Promise<void> {
    try {
      await this.journal.append({ kind: 'operated', action: 'publish', at: new Date(), ...what });
    } catch (error) {
      const messageId = what.operationId;
      this.logger.warn({ err: error, messageId }, 'it is published, and not in the audit');
    }
  }
}

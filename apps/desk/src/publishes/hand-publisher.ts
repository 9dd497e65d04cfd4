import { Injectable, Logger } from '@nestjs/common';
import {
  Contracts,
  Journal,
  Publisher,
  type OperatedRecord,
  type PublishOptions,
  type PublishReceipt,
} from '@warren/messaging';
import type { EventDto, PublishRoute } from '@warren/model';

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
   * what `Publisher.publish` throws: nothing is in the audit then.
   */
  async publish(
    route: PublishRoute,
    routingKey: string,
    event: EventDto,
    options: Pick<PublishOptions, 'deliverAt' | 'headers'>,
    author: Author,
  ): Promise<PublishReceipt> {
    await this.contracts.check(route, routingKey, event, {
      headers: options.headers,
      parent: '/event',
    });
    const sent = { ...options, client: author.from };
    const receipt = await this.publisher.publish(route.exchange, routingKey, event, sent);
    const { deliverAt, exchange, messageId } = receipt;
    const result = deliverAt ? `to be delivered at ${deliverAt.toISOString()}` : 'confirmed';
    const target = [exchange, routingKey].filter((name) => name !== '').join(' ');
    const operated = { kind: 'operated', action: 'publish', operationId: messageId } as const;
    await this.journal
      .append({ ...operated, target, at: new Date(), ...author, result })
      // It is confirmed, and must not be sent again.
      .catch((error: unknown) =>
        this.logger.warn({ err: error, messageId }, 'it is published, and not in the audit'),
      );
    return receipt;
  }
}

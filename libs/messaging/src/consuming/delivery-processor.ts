import { Injectable, Logger } from '@nestjs/common';
import type { EventDto, Topology } from '@warren/contracts';
import type { ConsumeMessage } from 'amqplib';
import { Journal } from '../journal/journal';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { decideFailure } from './decide-failure';
import { decodeEvent } from './decode-event';
import type { Delivery } from './delivery';
import type { FoundHandler } from './match-handlers';
import { PendingConsequences, type Consequence } from './pending-consequences';
import { readDelivery } from './read-delivery';
import { sendCopy } from './send-copy';

type Outcome = { readonly event: EventDto } | { readonly error: unknown };

/**
 * Takes one delivery through its handler and makes the consequence safe: the record of success, or
 * the copy for the next attempt or the dead-letter queue. It does not settle the delivery; when
 * `process` resolves, whoever owns the channel may ack it.
 */
@Injectable()
export class DeliveryProcessor {
  private readonly logger = new Logger(DeliveryProcessor.name);
  private readonly pending = new PendingConsequences();

  constructor(
    private readonly journal: Journal,
    private readonly publisher: ConfirmPublisher,
    private readonly topology: Topology,
  ) {}

  /** How many deliveries are held up because their consequence has failed several times in a row. */
  get stuckCount(): number {
    return this.pending.stuckCount;
  }

  /**
   * Resolves when the consequence is safe, whatever it was.
   *
   * @param abandoned aborted when the delivery cannot be settled any more (its channel is gone). The
   * broker has delivered it again then: a success may still be recorded, a copy is not sent.
   * @throws AbortError then, when the consequence is not safe.
   */
  async process(
    message: ConsumeMessage,
    handler: FoundHandler,
    abandoned: AbortSignal,
  ): Promise<void> {
    const delivery = readDelivery(message, handler.queue.name);
    const outcome = await this.handle(message, delivery, handler);
    const consequence =
      'event' in outcome
        ? this.successOf(outcome.event, delivery, handler)
        : this.failureOf(outcome.error, message, delivery, handler);
    await this.pending.makeSafe(consequence, about(delivery), abandoned);
  }

  private async handle(
    message: ConsumeMessage,
    delivery: Delivery,
    { handle, queue }: FoundHandler,
  ): Promise<Outcome> {
    try {
      const event = await decodeEvent(message, queue.event);
      await handle(event, delivery);
      return { event };
    } catch (error) {
      return { error };
    }
  }

  private successOf(event: EventDto, delivery: Delivery, { name }: FoundHandler): Consequence {
    const record = { event, delivery, handler: name, processedAt: new Date() };
    return {
      outlivesDelivery: true,
      make: async () => {
        await this.journal.append(record);
        this.logger.log(about(delivery), 'processed');
      },
    };
  }

  private failureOf(
    error: unknown,
    message: ConsumeMessage,
    delivery: Delivery,
    { name, queue }: FoundHandler,
  ): Consequence {
    const decision = decideFailure(error, delivery.attempt, queue.retry);
    const failed = { message, delivery, handler: name, decision, failedAt: new Date() };
    return {
      outlivesDelivery: false,
      make: async () => {
        await sendCopy(failed, this.topology, this.publisher);
        const details = { ...about(delivery), handler: name, ...decision.failure };
        if (decision.kind === 'retry') {
          this.logger.warn(details, `failed; tried again in ${decision.delayMs} ms`);
        } else {
          this.logger.error({ ...details, err: error }, 'failed; dead-lettered');
        }
      },
    };
  }
}

/** What the log says about a delivery; ids we gave are marked, since duplicates of those differ. */
function about({ messageId, hasGivenId, queue, attempt }: Delivery): object {
  return { messageId, queue, attempt, ...(hasGivenId && { hasGivenId }) };
}

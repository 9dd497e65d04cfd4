import { Injectable, Logger } from '@nestjs/common';
import type { EventDto, Topology } from '@warren/contracts';
import type { ConsumeMessage } from 'amqplib';
import { Journal } from '../../journal/journal';
import { ConfirmPublisher } from '../../publishing/confirm-publisher';
import { decideFailure } from '../failures/decide-failure';
import { sendCopy } from '../failures/send-copy';
import { PermanentError } from '../handlers/handler-errors';
import { NotStartedError, type QueueHandler } from '../handlers/queue-handler';
import { decodeEvent } from './decode-event';
import type { Delivery } from './delivery';
import type { DeliveryResult } from './delivery-result';
import { OneAtATime } from './one-at-a-time';
import { PendingConsequences, type Consequence } from './pending-consequences';
import { readDelivery } from './read-delivery';

/** What is to be made safe, and what it will then have come to. */
interface Outcome {
  readonly consequence?: Consequence;
  readonly result: DeliveryResult;
}

/**
 * Takes one delivery through its handler and makes the consequence safe: the record of success, or
 * the copy for the next attempt or the dead-letter queue. It does not settle the delivery; when
 * `process` resolves, whoever owns the channel may ack it.
 */
@Injectable()
export class DeliveryProcessor {
  private readonly logger = new Logger(DeliveryProcessor.name);
  private readonly pending = new PendingConsequences();
  private readonly messages = new OneAtATime();

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
   * Resolves when the consequence is safe, whatever it was. A message that the queue's handler has
   * processed before is not given to it again.
   *
   * @param abandoned aborted when the delivery cannot be settled any more (its channel is gone). The
   * broker has delivered it again then: a success may still be recorded, a copy is not sent.
   * @throws AbortError then, when the consequence is not safe.
   * @throws NotStartedError the handler was not called: the delivery is to be left to the broker.
   */
  async process(
    message: ConsumeMessage,
    handler: QueueHandler,
    abandoned: AbortSignal,
  ): Promise<DeliveryResult> {
    const delivery = readDelivery(message, handler.queue.name);
    const work = async (): Promise<DeliveryResult> => {
      const { consequence, result } = await this.handle(message, delivery, handler);
      if (consequence) await this.pending.makeSafe(consequence, about(delivery), abandoned);
      return result;
    };
    // An id we gave names this delivery only.
    if (delivery.hasGivenId) return work();
    return this.messages.run(`${delivery.queue} ${delivery.messageId}`, work);
  }

  private async handle(
    message: ConsumeMessage,
    delivery: Delivery,
    handler: QueueHandler,
  ): Promise<Outcome> {
    try {
      const event = await decodeEvent(message, handler.queue.event);
      if (!delivery.hasGivenId && this.journal.has(delivery.queue, delivery.messageId)) {
        this.logger.log(about(delivery), 'processed before: acked without effect');
        return { result: { kind: 'duplicate' } };
      }
      await handler.handle(event, delivery);
      return this.successOf(event, delivery, handler);
    } catch (error) {
      if (error instanceof NotStartedError) throw error;
      return this.failureOf(error, message, delivery, handler);
    }
  }

  private successOf(event: EventDto, delivery: Delivery, { name }: QueueHandler): Outcome {
    const record = { event, delivery, handler: name, processedAt: new Date() };
    const consequence = {
      outlivesDelivery: true,
      make: async () => {
        await this.journal.append(record);
        this.logger.log(about(delivery), 'processed');
      },
    };
    return { consequence, result: { kind: 'processed' } };
  }

  private failureOf(
    error: unknown,
    message: ConsumeMessage,
    delivery: Delivery,
    { name, queue }: QueueHandler,
  ): Outcome {
    const decision = decideFailure(error, delivery.attempt, queue.retry, Math.random());
    const { failure, kind } = decision;
    const failed = { message, delivery, handler: name, decision, failedAt: new Date() };
    const consequence = {
      outlivesDelivery: false,
      make: async () => {
        await sendCopy(failed, this.topology, this.publisher);
        const details = { ...about(delivery), handler: name, ...failure };
        if (decision.kind === 'retry') {
          this.logger.warn(details, `failed; tried again in ${decision.delayMs} ms`);
        } else {
          this.logger.error({ ...details, err: error }, 'failed; dead-lettered');
        }
      },
    };
    const isPermanent = error instanceof PermanentError;
    const { messageId } = delivery;
    return { consequence, result: { kind, messageId, failure, isPermanent } };
  }
}

/** What the log says about a delivery; ids we gave are marked, since duplicates of those differ. */
function about({ messageId, hasGivenId, queue, attempt }: Delivery): object {
  return { messageId, queue, attempt, ...(hasGivenId && { hasGivenId }) };
}

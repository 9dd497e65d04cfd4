import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { EventDto, Topology } from '@warren/contracts';
import type { ConsumeMessage } from 'amqplib';
import { Journal } from '../journal/journal';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { decideFailure } from './decide-failure';
import { decodeEvent } from './decode-event';
import type { Delivery } from './delivery';
import type { FoundHandler } from './match-handlers';
import { readDelivery } from './read-delivery';
import { writeCopy } from './write-copy';

/** How long to wait before a consequence that could not be made safe is tried again. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

type Outcome = { readonly event: EventDto } | { readonly error: unknown };

/**
 * Takes one delivery through its handler and makes the consequence safe: the record of success, or
 * the copy for the next attempt or the dead-letter queue. It does not settle the delivery; when
 * `process` resolves, whoever owns the channel may ack it.
 */
@Injectable()
export class DeliveryProcessor {
  private readonly logger = new Logger(DeliveryProcessor.name);

  constructor(
    private readonly journal: Journal,
    private readonly publisher: ConfirmPublisher,
    private readonly topology: Topology,
  ) {}

  /**
   * Resolves when the consequence is safe, whatever it was.
   *
   * @param abandoned aborted when the delivery cannot be settled any more (its channel is gone).
   * @throws AbortError then, while it waits to make the consequence safe.
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
    await this.makeSafe(consequence, delivery, abandoned);
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

  private successOf(
    event: EventDto,
    delivery: Delivery,
    { name }: FoundHandler,
  ): () => Promise<void> {
    const record = { event, delivery, handler: name, processedAt: new Date() };
    return async () => {
      await this.journal.append(record);
      this.logger.log(about(delivery), 'processed');
    };
  }

  private failureOf(
    error: unknown,
    message: ConsumeMessage,
    delivery: Delivery,
    { name, queue }: FoundHandler,
  ): () => Promise<void> {
    const decision = decideFailure(error, delivery.attempt, queue.retry);
    const copy = writeCopy(
      { message, delivery, handler: name, decision, failedAt: new Date() },
      this.topology,
    );
    return async () => {
      await this.publisher.send(copy);
      const details = { ...about(delivery), handler: name, ...decision.failure };
      if (decision.kind === 'retry') {
        this.logger.warn(details, `failed; tried again in ${decision.delayMs} ms`);
      } else {
        this.logger.error({ ...details, err: error }, 'failed; dead-lettered');
      }
    };
  }

  /**
   * Tries until it succeeds. Returning the message to the queue instead would count against its
   * delivery limit and dead-letter it for a fault of ours.
   */
  private async makeSafe(
    consequence: () => Promise<void>,
    delivery: Delivery,
    abandoned: AbortSignal,
  ): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await consequence();
      } catch (error) {
        this.logger.warn(
          { ...about(delivery), err: error },
          `not settled yet: its consequence is not safe; tried again in ${pauseMs} ms`,
        );
      }
      await wait(pauseMs, undefined, { signal: abandoned });
    }
  }
}

function about({ messageId, queue, attempt }: Delivery): object {
  return { messageId, queue, attempt };
}

import { Injectable, Logger } from '@nestjs/common';
import type { EventDto, Queue, Topology } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { unreadableOf } from '../../wire/guard-properties';
import type { Journal } from '../../journal/journal';
import type { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import { FORBIDDEN_FOR_MS } from '../../amqp/confirms/broker-limits';
import { UnreadableMessages } from '../../unreadable/unreadable-messages';
import { sendAnswer } from '../answers/send-answer';
import { PermanentError, PostponedError } from '../../messages/handler-errors';
import { NotStartedError, type QueueHandler } from '../../messages/queue-handler';
import { parseEvent, validateEvent } from '../../decoding/decode-event';
import type { Delivery } from '../../messages/delivery';
import type { DeliveryResult } from '../../messages/delivery-result';
import { aboutDelivery as about } from '../../decoding/about-message';
import { Consequences, type ConsequenceOptions, type Outcome } from './consequences';
import { hashEvent, ID_CONFLICT, isIdOfEvent } from '../../decoding/hash-event';
import { LargeContents, type Content } from '../../decoding/large-contents';
import { KeyedMutex } from '../../async/keyed-mutex';
import { findReturn, type ReturnedError } from '../../failures/decide-return';
import { readDelivery } from '../../decoding/read-delivery';
import { WORKER_NAME } from '../../messages/worker-name';

/**
 * Takes one delivery through its handler and makes the consequence safe: the answer, if one is
 * asked for, and the record of success, or that of the failure and then the copy for the next
 * attempt or the dead-letter queue. It does not settle the delivery; when `process` resolves, the
 * owner of the channel may ack it.
 */
@Injectable()
export class DeliveryProcessor {
  private readonly logger = new Logger(DeliveryProcessor.name);
  private readonly messages = new KeyedMutex();
  private readonly contents = new LargeContents();
  private readonly consequences: Consequences;
  private readonly unreadable: UnreadableMessages;
  private onJournal: (isAway: boolean) => void = () => undefined;

  /**
   * @param worker how this process is called in the journal.
   */
  constructor(
    private readonly journal: Pick<Journal, 'append' | 'has' | 'hasOther' | 'ready'>,
    private readonly publisher: Pick<
      ConfirmPublisher,
      'maxMessageBytes' | 'send' | 'sendPatiently' | 'restoreTopology'
    >,
    private readonly topology: Topology,
    private readonly worker: string = WORKER_NAME,
    options: Partial<ConsequenceOptions> = {},
  ) {
    const onJournal = (isAway: boolean): void => this.onJournal(isAway);
    this.consequences = new Consequences(journal, publisher, topology, onJournal, {
      permissionPauseMs: FORBIDDEN_FOR_MS + 1_000,
      random: Math.random,
      ...options,
    });
    this.unreadable = new UnreadableMessages(publisher, topology);
  }

  /** How many deliveries are held up because their consequence has failed several times in a row. */
  get stuckCount(): number {
    return this.consequences.stuckCount + this.unreadable.stuckCount;
  }

  /**
   * Resolves when it knows what was processed before this process started: nothing should be given
   * to `process` before. Rejects when the app stops first.
   */
  ready(): Promise<void> {
    return this.journal.ready();
  }

  /**
   * Reports when the journal has refused a record three times in a row or more, so that nothing can be
   * acked and no handler should begin; and when it takes records again. To one listener, which must
   * not throw.
   */
  watchJournal(onJournal: (isAway: boolean) => void): void {
    this.onJournal = onJournal;
  }

  /** The return for which this delivery is not going to be handled, if there is one. */
  findReturn(message: ConsumeMessage, queue: Queue): ReturnedError | undefined {
    return findReturn(message, queue, this.publisher.maxMessageBytes);
  }

  /** Gives up what is not safe yet. To be called when nothing can be settled. */
  stop(): void {
    this.consequences.stop();
  }

  /**
   * Resolves when the consequence is safe. A message that the queue's handler has
   * processed before is not given to it again; one that cannot be read is set aside.
   *
   * @param abandoned aborted when the delivery can no longer be settled (its channel is lost). The
   * broker has delivered it again then: a success is still recorded, and the second delivery waits for
   * that; a failure is not, and no copy is sent.
   * @throws AbortError then, when the consequence is not safe.
   * @throws NotStartedError the handler was not called: the delivery is to be left to the broker.
   */
  async process(
    message: ConsumeMessage,
    handler: QueueHandler,
    abandoned: AbortSignal,
  ): Promise<DeliveryResult> {
    const properties = unreadableOf(message);
    if (properties) {
      await this.unreadable.setAside(message, properties, handler.queue.name, abandoned);
      return { kind: 'unreadable' };
    }
    const delivery = readDelivery(message, handler.queue.name);
    const work = async (): Promise<DeliveryResult> => {
      const content = this.contents.open(message, delivery.queue, abandoned);
      try {
        const outcome = await this.handle(message, content, delivery, handler);
        return await this.consequences.persistWithRetry(outcome, handler.queue, abandoned);
      } finally {
        content.close();
      }
    };
    // An id we gave names this delivery only.
    if (delivery.hasGivenId) return work();
    return this.messages.run(`${delivery.queue} ${delivery.messageId}`, work);
  }

  /** @throws PermanentError when what was processed under its id is another event: neither may be lost. */
  private wasProcessed({ messageId, queue }: Delivery, eventHash: number): boolean {
    if (!this.journal.has(queue, messageId)) return false;
    if (!this.journal.hasOther(queue, messageId, eventHash)) return true;
    throw new PermanentError(
      ID_CONFLICT,
      'another event was processed under its message id; publish this one under an id of its own',
    );
  }

  private async handle(
    message: ConsumeMessage,
    content: Content,
    delivery: Delivery,
    handler: QueueHandler,
  ): Promise<Outcome> {
    const startedAt = new Date();
    let event: EventDto | undefined;
    let source = message.content;
    try {
      source = await content.read();
      const parsed = parseEvent({ ...message, content: source });
      event = await validateEvent(parsed, handler.queue.event);
      const eventHash = delivery.hasGivenId ? undefined : hashEvent(parsed.sent);
      if (eventHash !== undefined && this.wasProcessed(delivery, eventHash)) {
        const details = about(delivery, event);
        this.logger.log(details, 'processed before: acked without effect');
        return { details, result: { kind: 'duplicate' } };
      }
      const returned = this.findReturn(message, handler.queue);
      if (returned) throw returned;
      const value = await handler.handle(event, delivery);
      if (value !== undefined) {
        await sendAnswer({ delivery, event, value }, this.topology, this.publisher);
      }
      const run = { handler: handler.name, worker: this.worker, startedAt, at: new Date() };
      const of = isIdOfEvent(delivery) ? { event, eventHash } : { event };
      return this.consequences.ofSuccess({ kind: 'processed', ...of, delivery, ...run }, source);
    } catch (error) {
      if (error instanceof NotStartedError) throw error;
      const attempt = { event, delivery, handler: handler.name, worker: this.worker, startedAt };
      if (error instanceof PostponedError) {
        return this.consequences.ofPostponement(error, message, attempt);
      }
      return this.consequences.ofFailure(error, { message, source }, attempt, handler.queue);
    }
  }
}

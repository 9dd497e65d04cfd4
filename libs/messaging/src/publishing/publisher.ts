import { Inject, Injectable, Optional } from '@nestjs/common';
import { findNearestBindings, type EventDto, type Exchange, type Topology } from '@warren/model';
import { v7 as uuidv7 } from 'uuid';
import type { Delivery } from '../messages/delivery';
import { PermanentError } from '../messages/handler-errors';
import { MessageHooks } from '../hooks/message-hooks';
import { followFrom } from './follow-from';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import type { OutgoingMessage, SendOutcome } from '../messages/outgoing-message';
import { nameUnavailable, queuesFor } from '../amqp/confirms/name-unavailable';
import {
  codeOfFinalRefusal,
  toPublishError,
  type RefusedError,
  type UnknownOutcomeError,
  type UnroutableError,
} from '../messages/publish-errors';
import type { PublishReceipt } from '../messages/publish-receipt';
import { scheduleDelivery } from '../delays/schedule-delivery';
import { writeScheduled } from '../delays/write-scheduled';
import { TOPOLOGY } from '../topology/topology.token';
import { writeMessage, type PublishOptions } from '../messages/write-message';

/** A full queue nacks in waves, and each declaration of it makes all its bindings too. */
const RESTORED_AGAIN_AFTER_MS = 1_000;

/** Gets the outcome of each publish, once that is known. What it does costs every publish. */
export interface PublishObserver {
  /** @param error absent: it is confirmed. */
  settled(
    exchange: Exchange,
    message: OutgoingMessage,
    options: PublishOptions,
    error?: UnroutableError | RefusedError | UnknownOutcomeError,
  ): void;
}

/** Publishes events. */
@Injectable()
export class Publisher {
  private observer?: PublishObserver;
  private readonly restored = new Map<string, { at: number; answer: Promise<void> }>();

  constructor(
    private readonly confirms: ConfirmPublisher,
    @Inject(TOPOLOGY) private readonly topology: Topology,
    @Optional() private readonly hooks: MessageHooks = new MessageHooks(),
  ) {}

  /**
   * Publishes the event as JSON and resolves only when the broker has confirmed it; unless
   * `mandatory` is false, at least one queue has it then. An event for later is confirmed by the
   * schedule instead, and goes to whichever queues its exchange chooses at its time.
   *
   * @throws UnroutableError no queue is bound for it; names the bindings that nearly fit.
   * @throws RefusedError not sent, or not kept: safe to send again; `queue_unavailable` when a declared
   * queue is the reason, which is made sure of again behind its back.
   * @throws UnknownOutcomeError sent, but not answered in time: send again with the same id.
   * @throws PermanentError `deliverAt` is further ahead than the schedule reaches, or no publish route
   * of the topology leads there: events for later go only where an endpoint could publish them, or, in a
   * topology without routes, to an exchange it declares.
   */
  publish(
    exchange: Exchange,
    routingKey: string,
    event: EventDto,
    options: PublishOptions = {},
  ): Promise<PublishReceipt> {
    if (this.hooks.isEmpty) return this.send(exchange, routingKey, event, options);
    const publishing = { exchange, routingKey, event, options };
    return this.hooks.aroundPublish(publishing, (traceparent = options.traceparent) =>
      this.send(exchange, routingKey, event, { ...options, traceparent }),
    );
  }

  private async send(
    exchange: Exchange,
    routingKey: string,
    event: EventDto,
    options: PublishOptions,
  ): Promise<PublishReceipt> {
    const messageId = options.messageId ?? uuidv7();
    const route = { exchange: exchange.name, routingKey };
    const now = Date.now();
    const plain = writeMessage(route, event, messageId, options, now);
    const { deliverAt } = options;
    const isLater = deliverAt !== undefined && deliverAt.getTime() > now;
    const message = isLater ? writeScheduled(plain, deliverAt, this.topology, now) : plain;
    const send = (each: OutgoingMessage): Promise<SendOutcome> =>
      options.isPatient ? this.confirms.sendPatiently(each) : this.confirms.send(each);
    const sent = isLater
      ? scheduleDelivery(message, send, this.topology, this.confirms)
      : send(message);
    const error = toPublishError(await this.nameUnavailable(await sent, message), message, () =>
      findNearestBindings(this.topology, exchange, routingKey, options.headers ?? {}),
    );
    this.observer?.settled(exchange, plain, options, error);
    if (error) throw error;
    return { outcome: 'confirmed', messageId, ...route, ...(isLater && { deliverAt }) };
  }

  /**
   * Publishes an event that follows from another, as `publish` does. To be awaited in the handler of
   * that one: it is confirmed then before its cause is acked, and what it throws makes the cause fail
   * and be tried again. It waits for room, since a handler that is done is dear to run again; so it
   * is settled by twice the publish timeout, or two seconds later when it is nacked.
   *
   * Its message id is derived from the cause, so that a cause that is handled again publishes the same
   * message, which the queues that processed it know. It has the cause's correlation id, or else the
   * cause's message id as one, and says which message caused it.
   *
   * @throws PermanentError too, `too_large`, `invalid_request` or `not_permitted`, when it can never be
   * sent: another attempt of the cause would be for nothing.
   * @param event two of the same cause to the same place must differ in `id` or `tipo`.
   */
  async publishNext(
    cause: Delivery,
    exchange: Exchange,
    routingKey: string,
    event: EventDto,
    options: Pick<PublishOptions, 'deliverAt' | 'expiration' | 'headers' | 'priority'> = {},
  ): Promise<PublishReceipt> {
    const descent = followFrom(cause, exchange.name, routingKey, event.tipo, event.id);
    const sent = { ...options, ...descent, isPatient: true };
    try {
      return await this.publish(exchange, routingKey, event, sent);
    } catch (error) {
      const code = codeOfFinalRefusal(error);
      if (code === undefined) throw error;
      throw new PermanentError(code, (error as Error).message, { cause: error });
    }
  }

  /**
   * RabbitMQ 4 nacks a message for a queue whose node is down, as it does for a full queue. The queue is
   * declared to see which, within two seconds: RabbitMQ 4 does not answer for one whose node is down.
   */
  private async nameUnavailable(sent: SendOutcome, message: OutgoingMessage): Promise<SendOutcome> {
    const isKnown = (queue: string): boolean => this.confirms.whyUnavailable(queue) !== undefined;
    if (sent.kind === 'refused' && sent.isNacked) {
      const unsure = queuesFor(message, this.topology).filter((each) => !isKnown(each));
      await Promise.allSettled(unsure.map((each) => this.restoreQueue(each)));
    }
    const outcome = nameUnavailable(sent, message, this.topology, isKnown);
    if (outcome.kind !== 'refused') return outcome;
    // One that is known is tried again anyway.
    for (const queue of (outcome.queues ?? []).filter((each) => !isKnown(each))) {
      void this.confirms.restoreQueue(queue).catch(() => undefined);
    }
    return outcome;
  }

  /** At most once a second for each queue. */
  private restoreQueue(queue: string): Promise<void> {
    const at = performance.now();
    const last = this.restored.get(queue);
    if (last && at - last.at < RESTORED_AGAIN_AFTER_MS) return last.answer;
    const answer = this.confirms.restoreQueue(queue);
    this.restored.set(queue, { at, answer });
    return answer;
  }

  /** One at most; to be called before the app has started. */
  observe(observer: PublishObserver): void {
    this.observer = observer;
  }

  /** Why nothing can be sent now, as words for a person; `undefined` when it can. */
  get refusal(): string | undefined {
    return this.confirms.refusal;
  }

  /**
   * Resolves when there is room to publish, for a sender that would rather wait than be refused;
   * `undefined` when there is room now.
   */
  untilRoom(): Promise<void> | undefined {
    return this.confirms.untilRoom();
  }
}

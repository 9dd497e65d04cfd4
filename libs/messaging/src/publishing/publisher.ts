import { Injectable } from '@nestjs/common';
import {
  findNearestBindings,
  type EventDto,
  type Exchange,
  type Topology,
} from '@warren/contracts';
import { v7 as uuidv7 } from 'uuid';
import { ConfirmPublisher } from './confirm-publisher';
import { toPublishError } from './publish-errors';
import { writeScheduled } from '../schedule/write-scheduled';
import { writeMessage, type PublishOptions } from './write-message';

/** Proof that the broker has the message, and a queue unless it was not `mandatory`. */
export interface PublishReceipt {
  readonly outcome: 'confirmed';
  readonly messageId: string;
  readonly exchange: string;
  readonly routingKey: string;
  /** Of an event for later: the schedule has it, and no queue yet. Absent: it was published at once. */
  readonly deliverAt?: Date;
}

/** Publishes events. */
@Injectable()
export class Publisher {
  constructor(
    private readonly confirms: ConfirmPublisher,
    private readonly topology: Topology,
  ) {}

  /**
   * Publishes the event as JSON and resolves only when the broker has confirmed it; unless
   * `mandatory` is false, at least one queue has it then. An event for later is confirmed by the
   * schedule instead, and goes to whichever queues its exchange chooses at its time.
   *
   * @throws UnroutableError no queue is bound for it; names the bindings that nearly fit.
   * @throws RefusedError not sent, or not kept: safe to send again.
   * @throws UnknownOutcomeError sent, but not answered in time: send again with the same id.
   * @throws RangeError `deliverAt` is further ahead than the schedule reaches.
   */
  async publish(
    exchange: Exchange,
    routingKey: string,
    event: EventDto,
    options: PublishOptions = {},
  ): Promise<PublishReceipt> {
    const messageId = options.messageId ?? uuidv7();
    const route = { exchange: exchange.name, routingKey };
    const now = Date.now();
    const plain = writeMessage(route, event, messageId, options, now);
    const { deliverAt } = options;
    const isLater = deliverAt !== undefined && deliverAt.getTime() > now;
    const message = isLater ? writeScheduled(plain, deliverAt, this.topology, now) : plain;
    const error = toPublishError(await this.confirms.send(message), message, () =>
      findNearestBindings(this.topology, exchange, routingKey, options.headers ?? {}),
    );
    if (error) throw error;
    return { outcome: 'confirmed', messageId, ...route, ...(isLater && { deliverAt }) };
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

import { Logger } from '@nestjs/common';
import type { Topology } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import type { UnreadableProperties } from '../wire/guard-properties';
import { aboutMessage } from '../decoding/about-message';
import { PendingConsequences } from '../amqp/settling/pending-consequences';
import type { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { toPublishError, UnroutableError } from '../messages/publish-errors';
import { describeUnreadable } from './describe-counts';
import { writeUnreadable, type UnreadableMessage } from './write-unreadable';

/** Copies that the queue holds however large they are: it drops one that is larger than itself. */
const MIN_COPIES = 4;

/**
 * Sets messages aside whose properties cannot be read: a copy of each, with all its bytes, goes to the
 * queue for unreadable messages of the topology.
 */
export class UnreadableMessages {
  private readonly logger = new Logger(UnreadableMessages.name);
  private readonly pending = new PendingConsequences();
  private setAsideCount = 0;

  constructor(
    private readonly publisher: Pick<
      ConfirmPublisher,
      'maxMessageBytes' | 'restoreTopology' | 'sendPatiently'
    >,
    private readonly topology: Pick<Topology, 'unreadable'>,
  ) {}

  /** How many were set aside here since the process started, for a check; empty for none. */
  describe(): string {
    return describeUnreadable(this.setAsideCount);
  }

  /** How many copies the broker has not taken several times in a row. */
  get stuckCount(): number {
    return this.pending.stuckCount;
  }

  /**
   * Resolves when the copy is confirmed: then the message may be acked. Tries until it is.
   *
   * @param queue that it was in.
   * @param abandoned aborted when the message can no longer be settled.
   * @throws AbortError then, when the copy is not confirmed.
   */
  async setAside(
    message: ConsumeMessage,
    properties: UnreadableProperties,
    queue: string,
    abandoned: AbortSignal,
  ): Promise<void> {
    const at = new Date();
    const details = aboutMessage(message, queue);
    const make = (): Promise<void> => this.send({ message, properties, queue, at });
    await this.pending.persistWithRetry({ make, outlivesDelivery: false }, details, abandoned);
    this.setAsideCount += 1;
    const { fault } = properties;
    this.logger.error({ ...details, fault }, 'a message cannot be read; it was set aside');
  }

  /** The end of its body is left out as far as neither the broker nor the queue takes all of it. */
  private async send(unreadable: UnreadableMessage): Promise<void> {
    const { maxBytes, queue } = this.topology.unreadable;
    const limit = Math.min(this.publisher.maxMessageBytes, Math.floor(maxBytes / MIN_COPIES));
    const copy = writeUnreadable(unreadable, queue, limit);
    const error = toPublishError(await this.publisher.sendPatiently(copy), copy);
    if (error instanceof UnroutableError) await this.publisher.restoreTopology();
    if (error) throw error;
  }
}

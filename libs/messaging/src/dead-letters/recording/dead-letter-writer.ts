import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Topology } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import { PendingConsequences } from '../../amqp/settling/pending-consequences';
import { namesOf } from '../../decoding/about-message';
import { LargeContents } from '../../decoding/large-contents';
import { Journal } from '../../journal/journal';
import type { DeadLetteredRecord } from '../../messages/journal-record';
import { TOPOLOGY } from '../../topology/topology.token';
import { UnreadableMessages } from '../../unreadable/unreadable-messages';
import { unreadableOf } from '../../wire/guard-properties';
import { readEvent } from '../list/dead-letter-store';
import { DeadLetters } from '../list/dead-letters';
import { BodyToKeep } from './keep-body';
import { fitBody, readDecoded } from './read-body';
import { readDeadLetter } from './read-dead-letter';

/** What it takes to keep large bodies, and to set unreadable messages aside. */
export type DeadLetterPublisher = Pick<
  ConfirmPublisher,
  'maxMessageBytes' | 'refusal' | 'restoreTopology' | 'sendPatiently'
>;

/**
 * Writes dead letters into the journal. Retries while the journal is unavailable.
 *
 * Of what is too large for the journal it records an excerpt, and keeps the bytes in a stream beside it;
 * while that stream takes nothing, the excerpt only. Unreadable messages are set aside.
 */
@Injectable()
export class DeadLetterWriter {
  // The log attributes them to the recorder.
  private readonly logger = new Logger('DeadLetterRecorder');
  private readonly pending = new PendingConsequences();
  private readonly contents = new LargeContents();
  readonly unreadable: UnreadableMessages;

  constructor(
    @Inject(Journal) private readonly journal: Pick<Journal, 'append'>,
    @Inject(ConfirmPublisher) private readonly publisher: DeadLetterPublisher,
    @Inject(TOPOLOGY) private readonly topology: Topology,
    @Inject(DeadLetters) private readonly letters: Pick<DeadLetters, 'get' | 'nameOf'>,
  ) {
    this.unreadable = new UnreadableMessages(publisher, topology);
  }

  /** The dead-letter queue. */
  get queue(): string {
    return this.topology.deadLetters.queue;
  }

  /** How many have failed several times in a row and are still not written. */
  get stuckCount(): number {
    return this.pending.stuckCount + this.unreadable.stuckCount;
  }

  /** Gives up what is not written yet. */
  stop(): void {
    this.pending.stop();
  }

  /**
   * Resolves when the message is recorded, or set aside, and may be acked.
   *
   * @param gone aborted when it can no longer be acked: the broker delivers it again, and it is recorded then.
   * @throws AbortError then, and after `stop`.
   */
  async write(message: ConsumeMessage, gone: AbortSignal): Promise<void> {
    const properties = unreadableOf(message);
    if (properties) return this.unreadable.setAside(message, properties, this.queue, gone);
    const content = this.contents.open(message, this.queue, gone);
    try {
      await this.record(message, await readDecoded(message, content), gone);
    } finally {
      content.close();
    }
  }

  private async record(
    message: ConsumeMessage,
    decoded: string | undefined,
    gone: AbortSignal,
  ): Promise<void> {
    const { maxMessageBytes } = this.publisher;
    const read = readDeadLetter(message, this.topology, new Date(), maxMessageBytes);
    // Recorded before, most likely, and not acked. The names of redriven ones do not say when they died.
    const isAgain = message.fields.redelivered && read.redrives === 0;
    const isKnown = isAgain && this.letters.get(read.deadLetterId) !== undefined;
    const deadLetterId = isKnown ? read.deadLetterId : this.letters.nameOf(read.deadLetterId);
    const record = { ...read, deadLetterId };
    const { cause, failure, messageId, queue } = record;
    const { content } = message;
    const { queue: bodies } = this.topology.deadLetters.bodies;
    const names = namesOf(readEvent({ ...record, decoded }));
    const details = { messageId, ...names, queue, deadLetterId };
    const body = new BodyToKeep(deadLetterId, content, bodies, this.publisher, details);
    const make = (): Promise<void> => this.keep({ ...record, decoded }, content, body);
    await this.pending.persistWithRetry({ make, outlivesDelivery: false }, details, gone);
    this.logger.log({ ...details, cause, code: failure.code }, 'dead letter recorded');
  }

  /** What the broker takes may have been found to be less since it was read. */
  private async keep(record: DeadLetteredRecord, content: Buffer, body: BodyToKeep): Promise<void> {
    const { maxMessageBytes } = this.publisher;
    const fitting = fitBody(record, content, maxMessageBytes, record.decoded);
    if (fitting.excerpt) await body.keep();
    await this.journal.append(fitting, content);
  }
}

import { Logger } from '@nestjs/common';
import { retryQueue, type Queue, type Topology } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import type { Journal } from '../../journal/journal';
import type { ProcessedRecord } from '../../messages/journal-record';
import type { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import { codeOfFinalRefusal } from '../../messages/publish-errors';
import { decideFailure, withinLimit } from '../../failures/decide-failure';
import { decideReturn, ReturnedError } from '../../failures/decide-return';
import { describeStack, toLoggedError } from '../../failures/describe-stack';
import { sendCopy } from '../../failures/send-copy';
import { RetrySpread } from '../../failures/spread-retries';
import type { PostponedError } from '../../messages/handler-errors';
import {
  aboutDelivery as about,
  readNames,
  type AboutDelivery,
} from '../../decoding/about-message';
import type { DeliveryResult } from '../../messages/delivery-result';
import { describeFailure, type Attempt } from './describe-attempt';
import { countsForBreaker, finalityOf } from './judge-error';
import { PendingConsequences, type Consequence } from '../../amqp/settling/pending-consequences';

/** What is to be confirmed, and the result that it then has. */
export interface Outcome {
  /** For the log. */
  readonly details: AboutDelivery;
  /** For the journal. */
  readonly record?: Consequence;
  /** Of a failure: what takes the place of the message, once the failure is recorded. */
  readonly copy?: Consequence;
  readonly result: DeliveryResult;
}

/** A message, and its bytes as far as they could be decoded. */
interface Received {
  readonly message: ConsumeMessage;
  readonly source: Buffer;
}

export interface ConsequenceOptions {
  /** How long a copy that may not be published is kept before it is tried again. */
  readonly permissionPauseMs: number;
  /** Chooses the gaps between retries within their jitter, and the waits of returned messages, as `Math.random()` does. */
  readonly random: () => number;
}

/** What follows from a run of a handler, and makes each part of it safe, as often as it takes. */
export class Consequences {
  // The log attributes them to the processor.
  private readonly logger = new Logger('DeliveryProcessor');
  private readonly records: PendingConsequences;
  private readonly copies: PendingConsequences;
  private readonly spread: RetrySpread;

  constructor(
    private readonly journal: Pick<Journal, 'append'>,
    private readonly publisher: Pick<
      ConfirmPublisher,
      'maxMessageBytes' | 'send' | 'restoreTopology'
    >,
    private readonly topology: Topology,
    onJournal: (isAway: boolean) => void,
    private readonly options: ConsequenceOptions,
  ) {
    this.spread = new RetrySpread(options.random);
    this.records = new PendingConsequences(onJournal);
    this.copies = new PendingConsequences(undefined, finalityOf, options.permissionPauseMs);
  }

  /** How many have failed several times in a row and are still not safe. */
  get stuckCount(): number {
    return this.records.stuckCount + this.copies.stuckCount;
  }

  /** Gives up what is not safe yet. */
  stop(): void {
    this.records.stop();
    this.copies.stop();
  }

  /**
   * Makes the record safe, then the copy.
   *
   * @param abandoned aborted when the delivery can no longer be settled.
   * @throws AbortError as `PendingConsequences.persistWithRetry`.
   */
  async persistWithRetry(
    { copy, details, record, result }: Outcome,
    queue: Pick<Queue, 'maxPriority'>,
    abandoned: AbortSignal,
  ): Promise<DeliveryResult> {
    if (record) await this.records.persistWithRetry(record, details, abandoned);
    // Apart from the record: one that is safe is not made again because the copy is not.
    if (!copy) return result;
    // The broker dead-letters at most once out of a classic queue: what it rejects could be lost (I2).
    const lasting = { ...copy, outlivesRefusal: queue.maxPriority !== undefined };
    return this.sendCopy(lasting, result, details, abandoned);
  }

  /** What the broker refuses for good it can still dead-letter: nothing is published for that. */
  private async sendCopy(
    copy: Consequence,
    result: DeliveryResult,
    details: { readonly messageId: string },
    abandoned: AbortSignal,
  ): Promise<DeliveryResult> {
    try {
      await this.copies.persistWithRetry(copy, details, abandoned);
      return result;
    } catch (error) {
      const code = codeOfFinalRefusal(error);
      if (code === undefined) throw error;
      this.logger.error(
        { ...details, code, err: error },
        'its copy cannot be sent: rejected, so that the broker dead-letters it',
      );
      const { messageId } = details;
      const failure = { code, message: (error as Error).message };
      const reason = { failure, countsForBreaker: false, ...('failure' in result && result) };
      return { ...reason, kind: 'dead-letter', messageId, isRejected: true };
    }
  }

  /** Its record, also when the delivery can no longer be settled: the next worker must know. */
  ofSuccess(record: ProcessedRecord, source: Buffer): Outcome {
    const details = about(record.delivery, record.event);
    const make = async (): Promise<void> => {
      await this.journal.append(record, source);
      this.logger.log(details, 'processed');
    };
    return { details, record: { make, outlivesDelivery: true }, result: { kind: 'processed' } };
  }

  /** A copy that waits; nothing is recorded, and no attempt counted. */
  ofPostponement(
    { delayMs }: PostponedError,
    message: ConsumeMessage,
    { delivery, event, handler }: Attempt,
  ): Outcome {
    const decision = { kind: 'postpone', delayMs } as const;
    const postponed = { message, delivery, handler, decision, failedAt: new Date() };
    const details = about(delivery, event);
    const make = (): Promise<void> => sendCopy(postponed, this.topology, this.publisher, details);
    const copy = { make, outlivesDelivery: false };
    return { details, copy, result: { kind: 'postponed' } };
  }

  /** The record of the attempt, then the copy for the next one or for the dead letters. */
  ofFailure(
    error: unknown,
    { message, source }: Received,
    attempt: Attempt,
    queue: Queue,
  ): Outcome {
    const { delivery, event, handler } = attempt;
    const withJitter = (waitMs: number): number =>
      this.spread.next(retryQueue(delivery.queue, waitMs), waitMs, queue.retry.jitter);
    const decided =
      error instanceof ReturnedError
        ? decideReturn(error, queue, withJitter, this.options.random)
        : decideFailure(error, delivery.attempt, queue.retry, withJitter);
    const decision = withinLimit(decided, message.content.length, this.publisher.maxMessageBytes);
    const failedAt = new Date();
    const { failure, kind } = decision;
    // Once in the log: what it is tried again for is mostly the same.
    const isFirst = delivery.firstFailedAt === undefined;
    const isKept = event !== undefined && (isFirst || kind === 'dead-letter');
    const stack = isKept ? describeStack(error) : undefined;
    const record = describeFailure(attempt, decision, failedAt, stack);
    const failed = { message, delivery, handler, decision, failedAt, stack };
    const details = about(delivery, event ?? readNames({ ...message, content: source }));
    const sendAndLog = async (): Promise<void> => {
      await sendCopy(failed, this.topology, this.publisher, details);
      const logged = isFirst && { err: toLoggedError(error, failure.message) };
      const words = { ...details, handler, ...failure, ...logged };
      if (decision.kind === 'retry') {
        this.logger.warn(words, `failed; tried again in ${decision.delayMs} ms`);
      } else {
        this.logger.error(words, 'failed; dead-lettered');
      }
    };
    const { messageId } = delivery;
    return {
      details,
      record: { make: () => this.journal.append(record, source), outlivesDelivery: false },
      copy: { make: sendAndLog, outlivesDelivery: false },
      result: { kind, messageId, failure, countsForBreaker: countsForBreaker(error) },
    };
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { type Topology, WarrenError } from '@warren/model';
import { settleWithin } from '../../async/settle-within';
import { PendingConsequences } from '../../amqp/settling/pending-consequences';
import { Journal } from '../../journal/journal';
import type { DeadLetteredRecord, RedrivenRecord } from '../../messages/journal-record';
import { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { toPublishError, UnroutableError } from '../../messages/publish-errors';
import { TOPOLOGY } from '../../topology/topology.token';
import type { Claim } from '../../journal/claims';
import { notKept, toActionError } from './action-result';
import type { DeadLetter } from '../list/dead-letter';
import { DeadLetterClaims } from './dead-letter-claims';
import { LargeBodies } from '../recording/large-bodies';
import type { RedriveResult, RedriveTerms } from './redrive-order';
import { writeRedrive } from './write-redrive';

/** How long a redrive waits for its record; after that it is recorded behind its back. */
const RECORD_WITHIN_MS = 10_000;

const NEVER = new AbortController().signal;

type Outcome = Pick<RedriveResult, 'outcome' | 'reason'>;

/** Sends single dead letters to their queue again, and records that. */
@Injectable()
export class RedriveSender {
  private readonly pending = new PendingConsequences();
  private readonly working = new Set<Promise<unknown>>();

  constructor(
    @Inject(ConfirmPublisher)
    private readonly publisher: Pick<ConfirmPublisher, 'send' | 'untilRoom' | 'restoreTopology'>,
    @Inject(Journal) private readonly journal: Pick<Journal, 'append'>,
    private readonly claims: DeadLetterClaims,
    @Inject(TOPOLOGY) private readonly topology: Topology,
    @Inject(LargeBodies) private readonly bodies: Pick<LargeBodies, 'use'>,
  ) {}

  /**
   * Resolves with what became of it; never rejects. A dead letter that is settled, or being acted on
   * in any process, is skipped, and so is one of whose bytes only an excerpt is kept; that one, and
   * one that the broker did not confirm, stays open.
   *
   * @param letter an id, when none of that id is kept.
   */
  async send(letter: DeadLetter | string, terms: RedriveTerms): Promise<RedriveResult> {
    if (typeof letter === 'string') return notKept(letter);
    const { deadLetterId, messageId, queue } = letter.record;
    const result = { deadLetterId, messageId, queue };
    const work = this.find(letter, terms);
    this.working.add(work);
    try {
      return { ...result, ...(await work) };
    } catch (error) {
      const problem = toActionError(error);
      return problem.code === 'excerpt_only'
        ? { ...result, outcome: 'skipped', reason: problem.message }
        : { ...result, outcome: 'failed', error: problem };
    } finally {
      this.working.delete(work);
    }
  }

  /** Resolves when nothing is in flight, or at the limit; what is not recorded then never is. */
  async stop(withinMs: number): Promise<void> {
    await settleWithin(Promise.allSettled([...this.working]), withinMs);
    this.pending.stop();
  }

  /** An edited event takes the place of the bytes. Those are found before the claim: it may take long. */
  private async find(letter: DeadLetter, terms: RedriveTerms): Promise<Outcome> {
    const reason = this.claims.reasonToSkip(letter);
    if (reason) return { outcome: 'skipped', reason };
    if (terms.edited) return this.claimAndSend(letter, terms);
    return this.bodies.use(letter.record, async (content) => {
      const edited = await terms.prepare?.(letter.record, content);
      return this.claimAndSend(letter, { ...terms, edited }, content);
    });
  }

  private async claimAndSend(
    letter: DeadLetter,
    terms: RedriveTerms,
    content?: Buffer,
  ): Promise<Outcome> {
    const message = this.write(letter.record, terms, content);
    if (terms.dryRun) return { outcome: 'would-redrive' };
    const claim = await this.claims.take(letter);
    if (typeof claim === 'string') return { outcome: 'skipped', reason: claim };
    try {
      await this.publish(message, claim);
    } catch (error) {
      await this.claims.release(letter, claim);
      throw error;
    }
    // It stays claimed from here on: its queue has it.
    await this.record(letter.record, terms);
    return { outcome: 'redriven' };
  }

  private write(
    record: DeadLetteredRecord,
    { edited, to: queue = record.queue }: RedriveTerms,
    content?: Buffer,
  ): OutgoingMessage {
    if (!this.topology.queues.some(({ name }) => name === queue)) {
      throw new WarrenError('unroutable', `the topology has no queue '${queue}'`);
    }
    return { ...writeRedrive(record, edited, content), routingKey: queue };
  }

  private async publish(message: OutgoingMessage, claim: Claim): Promise<void> {
    const send = async (): Promise<void> => {
      const room = this.publisher.untilRoom();
      if (room) await room;
      if (!claim.isHeld) {
        throw new WarrenError('refused', 'it waited for too long and was not sent; try again');
      }
      const error = toPublishError(await this.publisher.send(message), message);
      if (error) throw error;
    };
    await send().catch(async (error: unknown) => {
      if (!(error instanceof UnroutableError)) throw error;
      // Its queue was lost on the broker; the topology brings it back.
      await this.publisher.restoreTopology();
      await send();
    });
  }

  private async record(
    { deadLetterId, messageId, queue, redrives }: DeadLetteredRecord,
    { by, edited, operationId, reason, to }: RedriveTerms,
  ): Promise<void> {
    const acted = { deadLetterId, messageId, queue };
    const record: RedrivenRecord = {
      kind: 'redriven',
      ...acted,
      at: new Date(),
      by,
      reason,
      operationId,
      to,
      // Readers skip a record with a larger number. A forged dead letter can have the largest.
      redrives: Math.min(redrives + 1, Number.MAX_SAFE_INTEGER),
      ...(edited && { edited }),
    };
    const make = (): Promise<void> => this.journal.append(record);
    let isRecorded = false;
    const recorded = this.pending
      .persistWithRetry({ make, outlivesDelivery: true }, acted, NEVER)
      .then(() => void (isRecorded = true))
      // The process ends.
      .catch(() => undefined);
    await settleWithin(recorded, RECORD_WITHIN_MS);
    if (isRecorded) return;
    throw new WarrenError(
      'outcome_unknown',
      'its queue has it, and the journal does not take the record yet: until then it looks open',
    );
  }
}

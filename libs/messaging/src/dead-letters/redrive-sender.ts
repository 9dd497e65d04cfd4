import type { Topology } from '@warren/contracts';
import { ProblemError } from '@warren/platform';
import { settleWithin } from '../connection/settle-within';
import { PendingConsequences } from '../consuming/deliveries/pending-consequences';
import type { Journal } from '../journal/journal';
import type { DeadLetteredRecord, RedrivenRecord } from '../journal/journal-record';
import type { ConfirmPublisher } from '../publishing/confirm-publisher';
import { toPublishError, UnroutableError } from '../publishing/publish-errors';
import type { Claims } from './claims';
import type { DeadLetter } from './dead-letter';
import type { LargeBodies } from './large-bodies';
import type { RedriveResult, RedriveTerms } from './redrive-order';
import { writeRedrive } from './write-redrive';

/** How long a redrive waits for its record; after that it is recorded behind its back. */
const RECORD_WITHIN_MS = 10_000;

const NEVER = new AbortController().signal;

/** Sends single dead letters to their queue again, and records that. */
export class RedriveSender {
  private readonly pending = new PendingConsequences();
  private readonly working = new Set<Promise<unknown>>();

  constructor(
    private readonly publisher: Pick<ConfirmPublisher, 'send' | 'untilRoom' | 'restoreTopology'>,
    private readonly journal: Pick<Journal, 'append'>,
    private readonly claims: Claims,
    private readonly topology: Topology,
    private readonly bodies: Pick<LargeBodies, 'use'>,
  ) {}

  /**
   * Resolves with what became of it; never rejects. A dead letter that is settled, or being acted on
   * in this process, is skipped, and so is one of whose bytes only an excerpt is kept; that one, and
   * one that the broker did not confirm, stays open.
   *
   * @param letter an id, when none of that id is kept.
   */
  async send(letter: DeadLetter | string, terms: RedriveTerms): Promise<RedriveResult> {
    if (typeof letter === 'string') {
      const error = new ProblemError('not_found', 'no dead letter with this id is kept here');
      return { deadLetterId: letter, outcome: 'failed', error };
    }
    const { deadLetterId, messageId, queue } = letter.record;
    const result = { deadLetterId, messageId, queue };
    if (!this.claims.take(letter)) return { ...result, outcome: 'skipped' };
    const work = this.sendClaimed(letter, terms);
    this.working.add(work);
    try {
      return { ...result, outcome: await work };
    } catch (error) {
      const problem = toProblemError(error);
      return problem.code === 'excerpt_only'
        ? { ...result, outcome: 'skipped', reason: problem.message }
        : { ...result, outcome: 'failed', error: problem };
    } finally {
      this.working.delete(work);
    }
  }

  /** Resolves when nothing is on its way any more, or after so long; what is not recorded then never is. */
  async stop(withinMs: number): Promise<void> {
    await settleWithin(Promise.allSettled([...this.working]), withinMs);
    this.pending.stop();
  }

  private async sendClaimed(
    letter: DeadLetter,
    terms: RedriveTerms,
  ): Promise<'redriven' | 'would-redrive'> {
    try {
      await this.publishWhole(letter.record, terms);
    } catch (error) {
      this.claims.release(letter);
      throw error;
    }
    if (terms.dryRun) {
      this.claims.release(letter);
      return 'would-redrive';
    }
    // It stays claimed from here on: its queue has it.
    await this.record(letter.record, terms);
    return 'redriven';
  }

  /** An edited event takes the place of the bytes. */
  private publishWhole(record: DeadLetteredRecord, terms: RedriveTerms): Promise<void> {
    if (terms.edited) return this.publish(record, terms);
    return this.bodies.use(record, (content) => this.publish(record, terms, content));
  }

  private async publish(
    record: DeadLetteredRecord,
    { dryRun, edited }: RedriveTerms,
    content?: Buffer,
  ): Promise<void> {
    const { queue } = record;
    if (!this.topology.queues.some(({ name }) => name === queue)) {
      throw new ProblemError('unroutable', `the topology has no queue '${queue}'`);
    }
    const message = writeRedrive(record, this.topology.delays, edited, content);
    if (dryRun) return;
    const send = async (): Promise<void> => {
      const room = this.publisher.untilRoom();
      if (room) await room;
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
    { by, edited, reason }: RedriveTerms,
  ): Promise<void> {
    const acted = { deadLetterId, messageId, queue };
    const record: RedrivenRecord = {
      kind: 'redriven',
      ...acted,
      at: new Date(),
      by,
      reason,
      redrives: redrives + 1,
      ...(edited && { edited }),
    };
    const make = (): Promise<void> => this.journal.append(record);
    let isRecorded = false;
    const recorded = this.pending
      .makeSafe({ make, outlivesDelivery: true }, acted, NEVER)
      .then(() => void (isRecorded = true))
      // The process ends.
      .catch(() => undefined);
    await settleWithin(recorded, RECORD_WITHIN_MS);
    if (isRecorded) return;
    throw new ProblemError(
      'outcome_unknown',
      'its queue has it, and the journal does not take the record yet: until then it looks open',
    );
  }
}

function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ProblemError('refused', reason, {}, { cause: error });
}

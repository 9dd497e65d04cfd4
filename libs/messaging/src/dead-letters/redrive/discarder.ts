import { Inject, Injectable } from '@nestjs/common';
import { WarrenError } from '@warren/model';
import { Journal } from '../../journal/journal';
import type { DeadLetteredRecord } from '../../messages/journal-record';
import { notKept, toRecordError, type ActionResult } from './action-result';
import type { DeadLetter } from '../list/dead-letter';
import { DeadLetterClaims } from './dead-letter-claims';
import { DeadLetters } from '../list/dead-letters';
import { checkOrder, type DeadLetterOrder } from './redrive-order';
import { pace, mapOrdered } from '../../async/map-ordered';

/** How many records are on their way to the journal at once. */
const WIDTH = 100;

/** What is the same for every dead letter of one discard or restore. */
interface DiscardTerms extends Pick<DeadLetterOrder, 'by' | 'reason'> {
  readonly operationId?: string;
}

/** What became of one: put away, or open again. */
export type DiscardResult = ActionResult<'discarded' | 'restored'>;

/** How many were not acted on, and why. */
interface Rest {
  /** In another state, or being acted on. */
  readonly skipped: number;
  /** Not kept, or not recorded. */
  readonly failed: number;
  /** Selected and not touched: beyond 10,000, or after it was stopped. */
  readonly left: number;
  /** How many of those skipped for which reason. */
  readonly skippedBecause?: Readonly<Record<string, number>>;
  /** When one failed: what became of each that was touched, in order. */
  readonly results?: readonly DiscardResult[];
}

/** How many were put away. */
export interface DiscardSummary extends Rest {
  readonly discarded: number;
}

/** How many are open again. */
export interface RestoreSummary extends Rest {
  readonly restored: number;
}

/** Puts dead letters away, or takes that back, each once over all processes. The journal has who did it and why. */
@Injectable()
export class Discarder {
  constructor(
    private readonly letters: DeadLetters,
    @Inject(Journal) private readonly journal: Pick<Journal, 'append'>,
    private readonly claims: DeadLetterClaims,
  ) {}

  /** What the journal does not take stays open, and the whole can be repeated. Rejects as `checkOrder` and the selection do. */
  async discard(order: DeadLetterOrder, signal: AbortSignal): Promise<DiscardSummary> {
    const { done, ...rest } = await this.act(order, 'open', signal);
    return { discarded: done, ...rest };
  }

  /**
   * Opens discarded ones again. What the journal does not take stays discarded.
   *
   * The record `restored` opens a dead letter, and a copy of it, written next, outlives the stream. When
   * the process ends in between, or the journal does not answer, the copy can be missing. A restore of the
   * same ids, and not of a group or a filter, writes it: such a dead letter is skipped as open.
   *
   * Rejects as `discard`.
   */
  async restore(order: DeadLetterOrder, signal: AbortSignal): Promise<RestoreSummary> {
    const { done, ...rest } = await this.act(order, 'discarded', signal);
    return { restored: done, ...rest };
  }

  private async act(
    order: DeadLetterOrder,
    from: 'open' | 'discarded',
    signal: AbortSignal,
  ): Promise<Rest & { done: number }> {
    checkOrder(order);
    const { left, letters } = await this.letters.select(order.selection, signal, from);
    const paced = pace(letters, undefined, signal);
    const results: DiscardResult[] = [];
    for await (const result of mapOrdered(paced, WIDTH, (each) => this.put(each, from, order))) {
      results.push(result);
    }
    return summarise(results, left + letters.length - results.length);
  }

  /**
   * Discards one that is open, or restores one that is discarded. Never rejects.
   *
   * @param letter an id, when none of that id is kept.
   */
  async put(
    letter: DeadLetter | string,
    from: 'open' | 'discarded',
    order: DiscardTerms,
  ): Promise<DiscardResult> {
    if (typeof letter === 'string') return notKept(letter);
    const { deadLetterId, messageId, queue } = letter.record;
    const result = { deadLetterId, messageId, queue };
    try {
      const claim = await this.claims.take(letter, from);
      if (typeof claim === 'string') {
        const isRestored = letter.state === 'open' && letter.action?.kind === 'restored';
        if (from === 'discarded' && isRestored) {
          await this.appendCopy(this.letters.writeAgain(letter));
        }
        return { ...result, outcome: 'skipped', reason: claim };
      }
      try {
        if (!claim.isHeld) throw new WarrenError('refused', 'it waited for too long; ask again');
        await this.record(letter, from, order);
      } catch (error) {
        await this.claims.release(letter, claim);
        throw error;
      }
      return { ...result, outcome: from === 'open' ? 'discarded' : 'restored' };
    } catch (error) {
      return { ...result, outcome: 'failed', error: toRecordError(error) };
    }
  }

  private async record(
    letter: DeadLetter,
    from: 'open' | 'discarded',
    { by, operationId, reason }: DiscardTerms,
  ): Promise<void> {
    const { deadLetterId, messageId, queue } = letter.record;
    const acted = { deadLetterId, messageId, queue, at: new Date(), by, reason, operationId };
    if (from === 'open') return this.journal.append({ kind: 'discarded', ...acted });
    // As of now, so that it opens nothing that is settled once it is restored.
    const again = this.letters.writeAgain(letter);
    await this.journal.append({ kind: 'restored', ...acted });
    // The stream may have dropped the letter itself, or may do so before it is settled.
    await this.appendCopy(again);
  }

  private appendCopy(again: DeadLetteredRecord): Promise<void> {
    return this.journal.append(again).catch((cause: unknown) => {
      const detail =
        'it is open again, but could be lost with the oldest records of the journal, which did not ' +
        'confirm its copy: restore it once more by its id';
      throw new WarrenError('refused', detail, {}, { cause });
    });
  }
}

function summarise(results: readonly DiscardResult[], left: number): Rest & { done: number } {
  const skippedBecause: Record<string, number> = {};
  let failed = 0;
  let skipped = 0;
  for (const { outcome, reason = '' } of results) {
    if (outcome === 'failed') failed += 1;
    if (outcome !== 'skipped') continue;
    skipped += 1;
    skippedBecause[reason] = (skippedBecause[reason] ?? 0) + 1;
  }
  return {
    done: results.length - skipped - failed,
    skipped,
    failed,
    left,
    ...(skipped > 0 && { skippedBecause }),
    ...(failed > 0 && { results }),
  };
}

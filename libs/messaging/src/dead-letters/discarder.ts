import type { Journal } from '../journal/journal';
import type { DeadLetter } from './dead-letter';
import type { DeadLetterClaims, SkipReason } from './dead-letter-claims';
import type { DeadLetters } from './dead-letters';
import type { DeadLetterOrder } from './redrive-order';
import { pace, workInTurn } from './work-in-turn';

/** How many records are on their way to the journal at once. */
const WIDTH = 100;

/** How many were put away; were settled before or being acted on; are not kept or not recorded; are left. */
export interface DiscardSummary {
  readonly discarded: number;
  readonly skipped: number;
  readonly failed: number;
  /** Selected and not touched: beyond 10,000, or after it was stopped. */
  readonly left: number;
  /** How many of those skipped for which reason. */
  readonly skippedBecause?: Readonly<Partial<Record<SkipReason, number>>>;
}

type Outcome = 'discarded' | 'failed' | SkipReason;

/** Puts dead letters away for good, each once over all processes. They are kept in the journal, with who did it and why. */
export class Discarder {
  constructor(
    private readonly letters: DeadLetters,
    private readonly journal: Pick<Journal, 'append'>,
    private readonly claims: DeadLetterClaims,
  ) {}

  /** What the journal does not take stays open, and the whole can be repeated. Rejects as the selection does. */
  async discard(order: DeadLetterOrder, signal: AbortSignal): Promise<DiscardSummary> {
    const { left, letters } = await this.letters.select(order.selection, signal);
    const counts = { discarded: 0, skipped: 0, failed: 0 };
    const because: Partial<Record<SkipReason, number>> = {};
    let touched = 0;
    const paced = pace(letters, undefined, signal);
    for await (const outcome of workInTurn(paced, WIDTH, (each) => this.put(each, order))) {
      touched += 1;
      if (outcome === 'discarded' || outcome === 'failed') counts[outcome] += 1;
      else {
        counts.skipped += 1;
        because[outcome] = (because[outcome] ?? 0) + 1;
      }
    }
    return {
      ...counts,
      left: left + letters.length - touched,
      ...(counts.skipped > 0 && { skippedBecause: because }),
    };
  }

  private async put(
    letter: DeadLetter | string,
    { by, reason }: DeadLetterOrder,
  ): Promise<Outcome> {
    if (typeof letter === 'string') return 'failed';
    const claim = await this.claims.take(letter).catch(() => 'failed' as const);
    if (typeof claim === 'string') return claim;
    const { deadLetterId, messageId, queue } = letter.record;
    try {
      if (!claim.isHeld) throw new Error('it waited for too long');
      const acted = { deadLetterId, messageId, queue, at: new Date(), by, reason };
      await this.journal.append({ kind: 'discarded', ...acted });
      return 'discarded';
    } catch {
      await this.claims.release(letter, claim);
      return 'failed';
    }
  }
}

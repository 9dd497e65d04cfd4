import type { Journal } from '../journal/journal';
import type { DeadLetter } from './dead-letter';
import type { DeadLetterClaims, SkipReason } from './dead-letter-claims';
import type { DeadLetters } from './dead-letters';
import type { DeadLetterOrder } from './redrive-order';
import { pace, workInTurn } from './work-in-turn';

/** How many records are on their way to the journal at once. */
const WIDTH = 100;

/** How many were not acted on, and why. */
interface Rest {
  /** In another state, or being acted on. */
  readonly skipped: number;
  /** Not kept, or not recorded. */
  readonly failed: number;
  /** Selected and not touched: beyond 10,000, or after it was stopped. */
  readonly left: number;
  /** How many of those skipped for which reason. */
  readonly skippedBecause?: Readonly<Partial<Record<SkipReason, number>>>;
}

/** How many were put away. */
export interface DiscardSummary extends Rest {
  readonly discarded: number;
}

/** How many are open again. */
export interface RestoreSummary extends Rest {
  readonly restored: number;
}

type Outcome = 'done' | 'failed' | SkipReason;

/** Puts dead letters away, or takes that back, each once over all processes. The journal has who did it and why. */
export class Discarder {
  constructor(
    private readonly letters: DeadLetters,
    private readonly journal: Pick<Journal, 'append'>,
    private readonly claims: DeadLetterClaims,
  ) {}

  /** What the journal does not take stays open, and the whole can be repeated. Rejects as the selection does. */
  async discard(order: DeadLetterOrder, signal: AbortSignal): Promise<DiscardSummary> {
    const { done, ...rest } = await this.act(order, 'open', signal);
    return { discarded: done, ...rest };
  }

  /** Opens discarded ones again. What the journal does not take stays discarded. Rejects as the selection does. */
  async restore(order: DeadLetterOrder, signal: AbortSignal): Promise<RestoreSummary> {
    const { done, ...rest } = await this.act(order, 'discarded', signal);
    return { restored: done, ...rest };
  }

  private async act(
    order: DeadLetterOrder,
    from: 'open' | 'discarded',
    signal: AbortSignal,
  ): Promise<Rest & { done: number }> {
    const { left, letters } = await this.letters.select(order.selection, signal, from);
    const counts = { done: 0, skipped: 0, failed: 0 };
    const because: Partial<Record<SkipReason, number>> = {};
    let touched = 0;
    const paced = pace(letters, undefined, signal);
    for await (const outcome of workInTurn(paced, WIDTH, (each) => this.put(each, from, order))) {
      touched += 1;
      if (outcome === 'done' || outcome === 'failed') counts[outcome] += 1;
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
    from: 'open' | 'discarded',
    { by, reason }: DeadLetterOrder,
  ): Promise<Outcome> {
    if (typeof letter === 'string') return 'failed';
    const claim = await this.claims.take(letter, from).catch(() => 'failed' as const);
    if (typeof claim === 'string') return claim;
    const { deadLetterId, messageId, queue } = letter.record;
    try {
      if (!claim.isHeld) throw new Error('it waited for too long');
      const acted = { deadLetterId, messageId, queue, at: new Date(), by, reason };
      if (from === 'open') await this.journal.append({ kind: 'discarded', ...acted });
      else {
        // The stream may have dropped the letter itself, or may do so before it is settled.
        const again = this.letters.writeAgain(letter);
        await Promise.all([
          this.journal.append({ kind: 'restored', ...acted }),
          this.journal.append(again),
        ]);
      }
      return 'done';
    } catch {
      await this.claims.release(letter, claim);
      return 'failed';
    }
  }
}

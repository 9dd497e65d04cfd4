import type { Journal } from '../journal/journal';
import type { Claims } from './claims';
import type { DeadLetter } from './dead-letter';
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
}

/** Puts dead letters away for good. They are kept in the journal, with who did it and why. */
export class Discarder {
  constructor(
    private readonly letters: DeadLetters,
    private readonly journal: Pick<Journal, 'append'>,
    private readonly claims: Claims,
  ) {}

  /** What the journal does not take stays open, and the whole can be repeated. Rejects as the selection does. */
  async discard(order: DeadLetterOrder, signal: AbortSignal): Promise<DiscardSummary> {
    const { left, letters } = await this.letters.select(order.selection, signal);
    const counts = { discarded: 0, skipped: 0, failed: 0 };
    let touched = 0;
    const paced = pace(letters, undefined, signal);
    for await (const outcome of workInTurn(paced, WIDTH, (each) => this.put(each, order))) {
      counts[outcome] += 1;
      touched += 1;
    }
    return { ...counts, left: left + letters.length - touched };
  }

  private async put(
    letter: DeadLetter | string,
    { by, reason }: DeadLetterOrder,
  ): Promise<'discarded' | 'skipped' | 'failed'> {
    if (typeof letter === 'string') return 'failed';
    if (!this.claims.take(letter)) return 'skipped';
    const { deadLetterId, messageId, queue } = letter.record;
    try {
      const acted = { deadLetterId, messageId, queue, at: new Date(), by, reason };
      await this.journal.append({ kind: 'discarded', ...acted });
      return 'discarded';
    } catch {
      this.claims.release(letter);
      return 'failed';
    }
  }
}

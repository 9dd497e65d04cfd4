import type { Claim, Claims } from '../../journal/claims';
import type { DeadLetter, DeadLetterState } from '../list/dead-letter';

/** Why nothing was done about a dead letter. */
export type SkipReason =
  | 'already redriven'
  | 'already discarded'
  | 'already open'
  | 'another request acts on it'
  | 'another worker acts on it';

/** Which dead letters may be acted on: each by one request of one process (I8, I17). */
export class DeadLetterClaims {
  /** Those this process acts on, or has acted on, each with what was done before: the journal says a moment later what is done. */
  private readonly held = new WeakMap<DeadLetter, DeadLetter['action']>();

  constructor(private readonly claims: Claims) {}

  /** Why nothing may be done about it, as far as this process knows without asking the others. */
  reasonToSkip(letter: DeadLetter, from: DeadLetterState = 'open'): SkipReason | undefined {
    if (letter.state !== from) return `already ${letter.state}`;
    const isHeld = this.held.has(letter) && this.held.get(letter) === letter.action;
    return isHeld ? 'another request acts on it' : undefined;
  }

  /**
   * The claim, or why nothing may be done. It ends with the record of what was done.
   *
   * @param from the state it must be in.
   * @throws WarrenError `refused` when the journal cannot be asked now.
   */
  async take(letter: DeadLetter, from: DeadLetterState = 'open'): Promise<Claim | SkipReason> {
    const reason = this.reasonToSkip(letter, from);
    if (reason) return reason;
    const { action } = letter;
    this.held.set(letter, action);
    let claim: Claim | undefined;
    try {
      claim = await this.claims.take(letter.record.deadLetterId);
    } catch (error) {
      this.held.delete(letter);
      throw error;
    }
    // What the journal had before the claim is known here by now.
    if (claim && letter.action === action) return claim;
    this.held.delete(letter);
    await claim?.release();
    return letter.state === from ? 'another worker acts on it' : `already ${letter.state}`;
  }

  /** Nothing came of it: it may be acted on again. */
  async release(letter: DeadLetter, claim: Claim): Promise<void> {
    this.held.delete(letter);
    await claim.release();
  }
}

import type { Claim, Claims } from '../journal/claims';
import type { DeadLetter } from './dead-letter';

/** Why nothing was done about a dead letter. */
export type SkipReason =
  | 'already redriven'
  | 'already discarded'
  | 'another request acts on it'
  | 'another worker acts on it';

/** Which dead letters may be acted on: each by one request of one process (I8, I17). */
export class DeadLetterClaims {
  /** Those this process acts on, or has acted on: the journal says so a moment after it is done. */
  private readonly held = new WeakSet<DeadLetter>();

  constructor(private readonly claims: Claims) {}

  /** Why nothing may be done about it, as far as this process knows without asking the others. */
  reasonToSkip(letter: DeadLetter): SkipReason | undefined {
    if (letter.state !== 'open') return `already ${letter.state}`;
    return this.held.has(letter) ? 'another request acts on it' : undefined;
  }

  /**
   * The claim, or why nothing may be done. It ends with the record of what was done.
   *
   * @throws ProblemError `refused` when the journal cannot be asked now.
   */
  async take(letter: DeadLetter): Promise<Claim | SkipReason> {
    const reason = this.reasonToSkip(letter);
    if (reason) return reason;
    this.held.add(letter);
    let claim: Claim | undefined;
    try {
      claim = await this.claims.take(letter.record.deadLetterId);
    } catch (error) {
      this.held.delete(letter);
      throw error;
    }
    // What the journal had before the claim is known here by now.
    if (claim && letter.state === 'open') return claim;
    this.held.delete(letter);
    await claim?.release();
    return letter.state === 'open' ? 'another worker acts on it' : `already ${letter.state}`;
  }

  /** Nothing came of it: it may be acted on again. */
  async release(letter: DeadLetter, claim: Claim): Promise<void> {
    this.held.delete(letter);
    await claim.release();
  }
}

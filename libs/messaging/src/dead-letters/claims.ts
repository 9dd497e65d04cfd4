import type { DeadLetter } from './dead-letter';

/**
 * Which dead letters are being acted on in this process, or just were: the projection learns of an
 * action from the journal, a moment after it is done. Nobody acts on one that is claimed (I8).
 */
export class Claims {
  private readonly held = new WeakSet<DeadLetter>();

  /** Whether it may be acted on; then it is claimed, for good unless `release` is called. */
  take(letter: DeadLetter): boolean {
    if (letter.state !== 'open' || this.held.has(letter)) return false;
    this.held.add(letter);
    return true;
  }

  /** Nothing came of it: it may be acted on again. */
  release(letter: DeadLetter): void {
    this.held.delete(letter);
  }
}

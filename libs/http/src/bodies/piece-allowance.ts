/** Pieces that may come at once, and the most that are saved up. */
const MAX_SAVED = 4_000;
/** A piece of at least this many bytes costs nothing. */
const FREE_BYTES = 16;

/**
 * Counts the pieces in which one body comes: each costs work, however small it is. About a thousand
 * tiny ones a second are allowed, and 4,000 at once; pieces of 16 bytes and more always.
 */
export class PieceAllowance {
  private left = MAX_SAVED;
  private since = performance.now();

  /** Counts a piece, and says whether it is one too many. */
  isExceededBy({ length }: Buffer): boolean {
    this.left = Math.min(MAX_SAVED, this.left - 1 + length / FREE_BYTES);
    if (this.left >= 0) return false;
    const now = performance.now();
    this.left = Math.min(MAX_SAVED, this.left + now - this.since);
    this.since = now;
    return this.left < 0;
  }
}

/** Keys of one generation. Two are kept. */
const MAX_KEYS = 100_000;

/**
 * Knows the newest keys that it was asked for, the 100,000 before at least, so that a record that the
 * journal repeats is not counted again. About 100 bytes each.
 */
export class RecentKeys {
  private newer = new Set<string>();
  private older = new Set<string>();

  constructor(private readonly maxKeys = MAX_KEYS) {}

  /** Whether it comes for the first time, as far as is known. */
  isNew(key: string): boolean {
    if (this.newer.has(key) || this.older.has(key)) return false;
    if (this.newer.size >= this.maxKeys) {
      // The oldest are forgotten at once.
      this.older = this.newer;
      this.newer = new Set();
    }
    this.newer.add(key);
    return true;
  }
}

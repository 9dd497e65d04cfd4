const SMALLEST = 1_024;
const NOTHING: Buffer = Buffer.alloc(0);

/** Joins pieces as they come. Holds about twice their bytes at most, however small the pieces are. */
export class GrowingBytes {
  private buffer = NOTHING;
  private used = 0;
  private isOwn = false;

  get length(): number {
    return this.used;
  }

  /** Adds a piece, which must not be changed afterwards: a single one is kept as it is. */
  append(piece: Buffer): void {
    const needed = this.used + piece.length;
    if (this.used === 0 && !this.isOwn) {
      this.buffer = piece;
    } else {
      if (!this.isOwn || needed > this.buffer.length) this.grow(needed);
      piece.copy(this.buffer, this.used);
    }
    this.used = needed;
  }

  /** All pieces as one, and begins again without any. */
  take(): Buffer {
    const whole = this.buffer.subarray(0, this.used);
    this.clear();
    return whole;
  }

  clear(): void {
    this.buffer = NOTHING;
    this.used = 0;
    this.isOwn = false;
  }

  private grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(SMALLEST, needed, 2 * this.used));
    this.buffer.copy(larger, 0, 0, this.used);
    this.buffer = larger;
    this.isOwn = true;
  }
}

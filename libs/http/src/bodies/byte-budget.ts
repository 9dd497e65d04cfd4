/** Bytes that all requests of a process share. */
export class ByteBudget {
  private taken = 0;

  constructor(private readonly limit: number) {}

  /** Reserves the bytes, or returns false when fewer are left. The caller releases them. */
  take(bytes: number): boolean {
    if (this.taken + bytes > this.limit) return false;
    this.taken += bytes;
    return true;
  }

  give(bytes: number): void {
    this.taken -= bytes;
  }
}

/** Bytes that all requests of a process share. */
export class ByteBudget {
  private taken = 0;

  constructor(private readonly limit: number) {}

  /** Takes them, or answers false when so many are not left. Who took them gives them back. */
  take(bytes: number): boolean {
    if (this.taken + bytes > this.limit) return false;
    this.taken += bytes;
    return true;
  }

  give(bytes: number): void {
    this.taken -= bytes;
  }
}

/** Names that came lately: as many as its capacity are known for certain, up to twice as many at all. */
export class RecentNames {
  private newer = new Set<string>();
  private older = new Set<string>();

  constructor(private readonly capacity: number) {}

  add(name: string): void {
    if (this.newer.size >= this.capacity) {
      this.older = this.newer;
      this.newer = new Set();
    }
    this.newer.add(name);
  }

  has(name: string): boolean {
    return this.newer.has(name) || this.older.has(name);
  }
}

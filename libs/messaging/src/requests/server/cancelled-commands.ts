/** More are not remembered: each costs a worker about as much as the command it would have done. */
const CAPACITY = 10_000;

/** Commands that were taken back before they arrived here, each until its deadline; the oldest go first. */
export class CancelledCommands {
  private readonly deadlines = new Map<string, number>();

  /** @param capacity how many are remembered at most. */
  constructor(private readonly capacity: number = CAPACITY) {}

  get size(): number {
    return this.deadlines.size;
  }

  add(messageId: string, deadline: number, now: number): void {
    this.deadlines.set(messageId, deadline);
    for (const [id, until] of this.deadlines) {
      if (until > now && this.deadlines.size <= this.capacity) return;
      this.deadlines.delete(id);
    }
  }

  /** Whether it was taken back. It may be delivered again, so it is not forgotten here. */
  has(messageId: string): boolean {
    return this.deadlines.has(messageId);
  }
}

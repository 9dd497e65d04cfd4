/** Runs a limited number of tasks at once; the others wait in order. */
export class ConcurrencyLimiter {
  private waiting: (() => Promise<void>)[] = [];
  /** Where in `waiting` the next one stands. */
  private next = 0;
  private readonly running = new Set<Promise<void>>();

  constructor(private limit: number) {}

  /** How many run. */
  get runningCount(): number {
    return this.running.size;
  }

  /** Runs the task now, or when a slot is free. @param task never rejects. */
  run(task: () => Promise<void>): void {
    this.waiting.push(task);
    this.fill();
  }

  /** Sets how many run at once; with 0 none begins, and running ones continue. */
  setLimit(limit: number): void {
    this.limit = limit;
    this.fill();
  }

  /** Forgets what has not begun. */
  drop(): void {
    this.waiting = [];
    this.next = 0;
  }

  /** Resolves when every task that runs now has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.running);
  }

  private fill(): void {
    while (this.running.size < this.limit) {
      const task = this.takeNext();
      if (task === undefined) return;
      const run: Promise<void> = task().then(() => {
        this.running.delete(run);
        this.fill();
      });
      this.running.add(run);
    }
  }

  /** `shift` would move all that wait, every time, when they are tens of thousands. */
  private takeNext(): (() => Promise<void>) | undefined {
    const task = this.waiting[this.next];
    if (task === undefined) return undefined;
    this.next += 1;
    if (2 * this.next >= this.waiting.length) {
      this.waiting = this.waiting.slice(this.next);
      this.next = 0;
    }
    return task;
  }
}

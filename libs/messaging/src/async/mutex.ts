/** One task at a time; the others wait in order, the urgent ones before the rest. */
export class Mutex {
  private readonly urgent: (() => void)[] = [];
  private readonly others: (() => void)[] = [];
  private isTaken = false;

  /**
   * Runs the task when its turn has come, and settles as it does.
   *
   * @param after run between it and the next one; never rejects.
   */
  async take<T>(
    task: () => Promise<T>,
    { after, isUrgent }: { readonly after: () => Promise<void>; readonly isUrgent: boolean },
  ): Promise<T> {
    if (this.isTaken) {
      await new Promise<void>((begin) => (isUrgent ? this.urgent : this.others).push(begin));
    }
    this.isTaken = true;
    try {
      return await task();
    } finally {
      void after().then(() => this.pass());
    }
  }

  /** It stays locked when the next one begins: no newcomer overtakes the line. */
  private pass(): void {
    const next = this.urgent.shift() ?? this.others.shift();
    if (next) next();
    else this.isTaken = false;
  }
}

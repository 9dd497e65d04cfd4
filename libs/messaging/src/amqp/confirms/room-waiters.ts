const WOKEN_AT_ONCE = 100;

/** Senders that wait for room in a window: the first to come is woken first. */
export class RoomWaiters {
  private readonly waiting: (() => void)[] = [];

  /** @param isEmpty whether nothing is in flight in the window. */
  constructor(private readonly isEmpty: () => boolean) {}

  /** Resolves when it is the turn of this sender. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  wakeFirst(): void {
    this.waiting.shift()?.();
  }

  /** Senders that were woken may have had nothing to send; then nothing else wakes the others. */
  wakeWhileEmpty(): void {
    if (!this.isEmpty() || this.waiting.length === 0) return;
    for (const wake of this.waiting.splice(0, WOKEN_AT_ONCE)) wake();
    setImmediate(() => this.wakeWhileEmpty());
  }
}

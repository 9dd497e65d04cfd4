import { Injectable } from '@nestjs/common';

/** How long all such work holds the event loop in one of its turns, unless one step takes longer. */
const SHARE_MS = 10;

/**
 * The one share of the event loop that all heavy work of senders has: large bodies, lines of batches.
 * However many requests ask for it at once, they slow down each other and never the probes.
 */
@Injectable()
export class EventLoopShare {
  /** When the share of this turn began to be used. */
  private since?: number;

  /**
   * To be called before each step of the work. `undefined` while there is time left in this turn of the
   * event loop; else it resolves in a later one, in the order of the callers.
   */
  untilTurn(): Promise<void> | undefined {
    return this.hasTimeLeft() ? undefined : new Promise((resolve) => this.tryLater(resolve));
  }

  private tryLater(resolve: () => void): void {
    // Between two such callbacks what the first has resolved runs, so its time is seen by the second.
    setImmediate(() => {
      if (this.hasTimeLeft()) resolve();
      else this.tryLater(resolve);
    });
  }

  private hasTimeLeft(): boolean {
    if (this.since === undefined) {
      this.since = performance.now();
      setImmediate(() => (this.since = undefined));
      return true;
    }
    return performance.now() - this.since < SHARE_MS;
  }
}

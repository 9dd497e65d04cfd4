import { Injectable } from '@nestjs/common';

/** How long all such work holds the event loop in one of its turns, unless one step takes longer. */
const SHARE_MS = 10;
/** How long one caller goes on before the next that waits has its turn. */
const QUANTUM_MS = 1;

/**
 * The one share of the event loop that all heavy work of senders has: what their connections bring,
 * large bodies, lines of batches. However many requests ask for it at once, they slow down each other
 * and never the probes.
 */
@Injectable()
export class EventLoopShare {
  /** When the share of this turn began to be used. */
  private since?: number;
  private readonly waiting: (() => void)[] = [];
  private turnSince = 0;

  /**
   * To be called before each step of the work. `undefined` while there is time left in this turn of the
   * event loop and others do not wait longer than a millisecond; else it resolves in a later turn, in the
   * order of the callers.
   */
  untilTurn(): Promise<void> | undefined {
    if (this.hasTimeLeft() && (this.waiting.length === 0 || this.isInQuantum())) return undefined;
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      setImmediate(this.next);
    });
  }

  /** One for each that waits: between two of them runs what the first has resolved, so its time counts. */
  private readonly next = (): void => {
    if (!this.hasTimeLeft()) return void setImmediate(this.next);
    this.turnSince = performance.now();
    this.waiting.shift()?.();
  };

  private isInQuantum(): boolean {
    return performance.now() - this.turnSince < QUANTUM_MS;
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

import { Injectable, Optional } from '@nestjs/common';

/** How long all such work holds the event loop in one of its turns, unless it was put off or one step takes longer. */
const SHARE_MS = 10;
/** How long one caller runs before the next that waits has its turn. */
const QUANTUM_MS = 1;
/** In the turn after it was put off it has half of that time, so much at most. */
const LATE_SHARE_MS = 25;
/** Turns and not a time: a process that waits for a processor accepts nothing meanwhile. */
const MAX_TURNS_PUT_OFF = 128;

/**
 * The one share of the event loop that all heavy work of senders has: what their connections bring,
 * large bodies, lines of batches. However many requests ask for it at once, they slow down each other
 * and never the probes.
 */
@Injectable()
export class EventLoopShare {
  /** When the share of this turn began to be used. */
  private since?: number;
  private shareMs = SHARE_MS;
  private putOffSince?: number;
  private turnsPutOff = 0;
  private hasNewConnection = false;
  private readonly waiting: (() => void)[] = [];
  private turnSince = 0;

  /** @param maxTurnsPutOff for how many turns in a row that bring a connection it is put off. */
  constructor(@Optional() private readonly maxTurnsPutOff = MAX_TURNS_PUT_OFF) {}

  /**
   * To be called before each step of the work. `undefined` while there is time left in this turn of the
   * event loop and others do not wait longer than a millisecond; else it resolves when there is again, in
   * the order of the callers.
   */
  untilTurn(): Promise<void> | undefined {
    if (this.hasTurn()) return undefined;
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) setImmediate(this.next);
    });
  }

  /** Whether `untilTurn` would return `undefined`. */
  hasTurn(): boolean {
    return this.hasTimeLeft() && (this.waiting.length === 0 || this.isInQuantum());
  }

  /**
   * To be called when a connection has come. Node takes one from the network in each turn of the event
   * loop (libuv since 1.45): while others wait there too, the turns must be short.
   */
  noticeConnection(): void {
    this.hasNewConnection = true;
  }

  /** Resumes the next caller when the work of the last one has run, so that its time counts. */
  private readonly next = (): void => {
    if (!this.hasTimeLeft()) return void setImmediate(this.next);
    this.turnSince = performance.now();
    this.waiting.shift()?.();
    if (this.waiting.length > 0) queueMicrotask(() => process.nextTick(this.next));
  };

  private isInQuantum(): boolean {
    return performance.now() - this.turnSince < QUANTUM_MS;
  }

  private takeShare(now: number): number {
    const putOffMs = this.putOffSince === undefined ? 0 : now - this.putOffSince;
    this.putOffSince = undefined;
    return Math.min(LATE_SHARE_MS, Math.max(SHARE_MS, putOffMs / 2));
  }

  private hasTimeLeft(): boolean {
    const now = performance.now();
    if (this.since === undefined) {
      setImmediate(() => (this.since = undefined));
      const isPutOff = this.hasNewConnection && this.turnsPutOff < this.maxTurnsPutOff;
      this.hasNewConnection = false;
      this.turnsPutOff = isPutOff ? this.turnsPutOff + 1 : 0;
      this.since = isPutOff ? -Infinity : now;
      if (isPutOff) this.putOffSince ??= now;
      else this.shareMs = this.takeShare(now);
    }
    return now - this.since < this.shareMs;
  }
}

/** A thousand a second: a tenth of one processor, when each takes a tenth of a millisecond. */
const TICK_MS = 50;
const PER_TICK = 50;
/** However many wait, each is given within about a second. */
const MAX_TICKS = 20;

/**
 * Gives answers at once while they are few, and no more than about a thousand a second when they are
 * many. A client whose answer has to wait asks nothing new meanwhile: without that, refusing would
 * leave no time for anything else.
 */
export class PacedAnswers {
  private readonly waiting: (() => void)[] = [];
  private left = PER_TICK;
  /** How many have waited at once, since none did. */
  private longest = 0;
  private timer?: NodeJS.Timeout;

  /** Calls `answer` now, or in its turn within about a second. */
  give(answer: () => void): void {
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
    if (this.left > 0) {
      this.left -= 1;
      answer();
    } else {
      this.waiting.push(answer);
      this.longest = Math.max(this.longest, this.waiting.length);
    }
  }

  private tick(): void {
    if (this.waiting.length === 0 && this.left === PER_TICK) {
      clearInterval(this.timer);
      this.timer = undefined;
      return;
    }
    const count = Math.max(PER_TICK, Math.ceil(this.longest / MAX_TICKS));
    const due = this.waiting.splice(0, count);
    this.left = Math.max(0, PER_TICK - due.length);
    if (this.waiting.length === 0) this.longest = 0;
    for (const answer of due) answer();
  }
}

import type { BreakerPolicy } from '@warren/model';

/**
 * How many probes fail before it opens again. One event that fails by its own fault must not be all that is
 * tried: some hundred of them would hold their queue for an hour.
 */
const MAX_PROBES = 10;

/**
 * Closed: all is well. Open: too many failures in a row, so the dependency behind them must be away;
 * nothing is tried. Probing: one delivery at a time shows whether it is back, up to ten of them.
 */
export type BreakerState = 'closed' | 'open' | 'probing';

/** The circuit breaker of a queue: when to pause, when to probe, when to resume. */
export class Breaker {
  private current: BreakerState = 'closed';
  private failuresInRow = 0;
  private timer?: NodeJS.Timeout;

  /** @param onChange called after every change. */
  constructor(
    private readonly policy: BreakerPolicy | undefined,
    private readonly onChange: (state: BreakerState) => void,
  ) {}

  get state(): BreakerState {
    return this.current;
  }

  /** A delivery succeeded, or its failure does not count: what its handler needs is there. */
  succeeded(): void {
    this.failuresInRow = 0;
    if (this.current === 'probing') this.change('closed');
  }

  /** A delivery failed, and that counts. What was under way when it opened does not count. */
  failed(): void {
    if (this.policy === undefined || this.current === 'open') return;
    this.failuresInRow += 1;
    const { failures } = this.policy;
    const allowed = this.current === 'probing' ? Math.min(failures, MAX_PROBES) : failures;
    if (this.failuresInRow < allowed) return;
    this.failuresInRow = 0;
    this.change('open');
    this.timer = setTimeout(() => this.change('probing'), this.policy.pauseMs);
  }

  /** Closes it and forgets the failures: an operator has resumed the consumer. */
  reset(): void {
    clearTimeout(this.timer);
    this.failuresInRow = 0;
    if (this.current !== 'closed') this.change('closed');
  }

  /** Changes no more. */
  stop(): void {
    clearTimeout(this.timer);
  }

  private change(state: BreakerState): void {
    this.current = state;
    this.onChange(state);
  }
}

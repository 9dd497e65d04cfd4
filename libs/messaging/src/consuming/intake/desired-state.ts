import type { Queue } from '@warren/model';
import type { Breaker } from './breaker';

/**
 * `attached`: the broker sends it deliveries. `detached`: it should, and does not. `paused`:
 * somebody asked it to. `held`: nothing could be acked, since the journal takes no records; it
 * resumes when it does. `open`: it paused itself, since nothing it handled succeeded. `stopped`:
 * for good.
 */
export type ConsumerState = 'detached' | 'attached' | 'paused' | 'held' | 'open' | 'stopped';

/** What a consumer is to do, and what follows from that. */
export class DesiredState {
  given: 'run' | 'pause' | 'stop' = 'run';
  /** Whether it begins nothing, since nothing could be acked; apart from a pause: neither ends the other. */
  isHeld = false;
  prefetch: number;

  constructor(
    private readonly queue: Queue,
    private readonly breaker: Pick<Breaker, 'state'>,
  ) {
    this.prefetch = queue.prefetch;
  }

  get isStrict(): boolean {
    return this.queue.ordering === 'strict';
  }

  /** Whether it tries one delivery at a time, after it had paused itself. */
  get isProbing(): boolean {
    return this.breaker.state === 'probing';
  }

  /** How many deliveries it may hold now. */
  get pace(): number {
    return this.isProbing ? 1 : this.prefetch;
  }

  get wantsDeliveries(): boolean {
    return this.given === 'run' && this.beginsAny;
  }

  /**
   * How many of those it holds may be handled at once; in a pause too, unless they are in strict
   * order. With 0 none begins.
   */
  get allowed(): number {
    const rests = this.given === 'stop' || (this.given === 'pause' && this.isStrict);
    return this.beginsAny && !rests ? this.pace : 0;
  }

  /**
   * Whether it is to give its subscription up. In strict order it keeps its place also in a
   * pause: after a cancel another worker would continue at once, while this one may still have a
   * delivery in hand.
   */
  get givesUp(): boolean {
    return !this.wantsDeliveries && !this.isStrict;
  }

  /** @param isGranted whether deliveries come. */
  state(isGranted: boolean): ConsumerState {
    if (this.given === 'stop') return 'stopped';
    if (this.given === 'pause') return 'paused';
    if (this.isHeld) return 'held';
    if (this.breaker.state === 'open') return 'open';
    return isGranted ? 'attached' : 'detached';
  }

  private get beginsAny(): boolean {
    return !this.isHeld && this.breaker.state !== 'open';
  }
}

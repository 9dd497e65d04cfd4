import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';

/** How long to wait before a consequence that could not be confirmed is tried again. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 10_000;

/** A consequence that failed so often in a row is stuck: somebody should look. */
const STUCK_AFTER_FAILURES = 3;

/** What must be safe before a delivery may be acked. */
export interface Consequence {
  /** Resolves when it is safe; rejects when it is not, and is then called again. */
  make(): Promise<void>;
  /**
   * Whether it is made also when the delivery can no longer be settled. The record of a success is:
   * the worker that gets the message next must know of it. What follows a failure is not: the
   * broker has delivered the message again, and it fails again or does not.
   */
  readonly outlivesDelivery: boolean;
  /** Whether it is tried again also after an error that is final for others. Default: it is not. */
  readonly outlivesRefusal?: boolean;
}

/** Whether an error stays however often it is tried. `repeated`: when it came twice. */
export type Finality = 'never' | 'at once' | 'repeated';

/** Makes consequences safe, however long it takes, and knows how many are stuck. */
export class PendingConsequences {
  private readonly logger = new Logger(PendingConsequences.name);
  private readonly stuck = new Set<Consequence>();
  private readonly stopping = new AbortController();
  private isBlocked = false;

  /**
   * @param onBlocked called with `true` when one gets stuck and whenever that fails again, and with `false` when the next one is
   * safe, or none is stuck. Must not throw.
   * @param finalityOf whether trying again cannot cure an error: `at once`, or when it comes a second
   * time, `repeatedMs` later. Default: it can.
   */
  constructor(
    private readonly onBlocked: (isBlocked: boolean) => void = () => undefined,
    private readonly finalityOf: (error: unknown) => Finality = () => 'never',
    private readonly repeatedMs: number = FIRST_PAUSE_MS,
  ) {}

  /** How many have failed three times in a row and are still not safe. */
  get stuckCount(): number {
    return this.stuck.size;
  }

  /**
   * Tries until it succeeds. Returning the message to the queue instead would count against its
   * delivery limit and dead-letter it for a fault of ours.
   *
   * @param details of the delivery, for the log.
   * @param abandoned aborted when the delivery can no longer be settled.
   * @throws AbortError then, unless it is safe or outlives its delivery; and after `stop`. An error that
   * is final, at once: it is not tried again, and never counts as stuck, unless it outlives a refusal.
   */
  async persistWithRetry(
    consequence: Consequence,
    details: object,
    abandoned: AbortSignal,
  ): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    let isSafe = false;
    let isRepeated = false;
    try {
      for (let failures = 1; ; failures += 1) {
        if (!consequence.outlivesDelivery) abandoned.throwIfAborted();
        try {
          await consequence.make();
          isSafe = true;
          return;
        } catch (error) {
          const finality = consequence.outlivesRefusal ? 'never' : this.finalityOf(error);
          if (finality === 'at once' || (finality === 'repeated' && isRepeated)) throw error;
          if (finality === 'repeated') pauseMs = this.repeatedMs;
          isRepeated ||= finality === 'repeated';
          this.logger.warn(
            { ...details, err: error },
            `not settled yet: its consequence is not safe; tried again in ${pauseMs} ms`,
          );
        }
        if (failures >= STUCK_AFTER_FAILURES) this.addStuck(consequence);
        await this.pause(pauseMs, consequence, abandoned);
        pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
      }
    } finally {
      this.stuck.delete(consequence);
      if (isSafe || this.stuck.size === 0) this.setBlocked(false);
    }
  }

  /** Gives up what is not safe: the process ends, and the broker delivers those messages again. */
  stop(): void {
    this.stopping.abort();
  }

  private async pause(
    ms: number,
    { outlivesDelivery }: Consequence,
    abandoned: AbortSignal,
  ): Promise<void> {
    const { signal } = this.stopping;
    await wait(ms, undefined, {
      signal: outlivesDelivery ? signal : AbortSignal.any([abandoned, signal]),
    });
  }

  private addStuck(consequence: Consequence): void {
    this.stuck.add(consequence);
    this.setBlocked(true);
  }

  private setBlocked(isBlocked: boolean): void {
    if (!this.isBlocked && !isBlocked) return;
    this.isBlocked = isBlocked;
    this.onBlocked(isBlocked);
  }
}

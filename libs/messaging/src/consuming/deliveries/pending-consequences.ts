import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';

/** How long to wait before a consequence that could not be made safe is tried again. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** A consequence that failed so often in a row is stuck: somebody should look. */
const STUCK_AFTER_FAILURES = 3;

/** What must be safe before a delivery may be acked. */
export interface Consequence {
  /** Resolves when it is safe; rejects when it is not, and is then called again. */
  make(): Promise<void>;
  /**
   * Whether it may be made when the delivery cannot be settled any more. A record may: it is kept
   * once. A copy may not: the broker has delivered the original again.
   */
  readonly outlivesDelivery: boolean;
}

/** Makes consequences safe, however long it takes, and knows how many are stuck. */
export class PendingConsequences {
  private readonly logger = new Logger(PendingConsequences.name);
  private readonly stuck = new Set<Consequence>();

  /** How many have failed three times in a row and are still not safe. */
  get stuckCount(): number {
    return this.stuck.size;
  }

  /**
   * Tries until it succeeds. Returning the message to the queue instead would count against its
   * delivery limit and dead-letter it for a fault of ours.
   *
   * @param details of the delivery, for the log.
   * @param abandoned aborted when the delivery cannot be settled any more.
   * @throws AbortError then, unless the consequence is safe at the next try.
   */
  async makeSafe(consequence: Consequence, details: object, abandoned: AbortSignal): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    try {
      for (let failures = 1; ; failures += 1) {
        if (!consequence.outlivesDelivery) abandoned.throwIfAborted();
        try {
          return await consequence.make();
        } catch (error) {
          this.logger.warn(
            { ...details, err: error },
            `not settled yet: its consequence is not safe; tried again in ${pauseMs} ms`,
          );
        }
        if (failures >= STUCK_AFTER_FAILURES) this.stuck.add(consequence);
        await wait(pauseMs, undefined, { signal: abandoned });
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    } finally {
      this.stuck.delete(consequence);
    }
  }
}

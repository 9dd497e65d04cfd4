import type { DeliveryResult } from '../messages/delivery-result';

const WINDOW_S = 60;

/** The last failure of a queue's handler. */
export interface LastError {
  readonly code: string;
  readonly message: string;
  readonly messageId: string;
  readonly at: Date;
}

/** How many deliveries ended how since the process started. */
export interface DeliveryCounts {
  processed: number;
  /** Acked without effect, having been processed before. */
  duplicates: number;
  retried: number;
  deadLettered: number;
  /** Set aside, since their properties cannot be read. */
  unreadable: number;
  /** Removed, since the broker cannot hand them over: they are lost. */
  undeliverable: number;
}

/** Counts what became of the deliveries of one queue. */
export class ConsumerStats {
  readonly counts: DeliveryCounts = {
    processed: 0,
    duplicates: 0,
    retried: 0,
    deadLettered: 0,
    unreadable: 0,
    undeliverable: 0,
  };
  lastError?: LastError;
  private readonly perSecond = new Map<number, number>();

  record(result: DeliveryResult, now: Date): void {
    const second = Math.floor(now.getTime() / 1_000);
    const known = this.perSecond.get(second);
    this.perSecond.set(second, (known ?? 0) + 1);
    if (known === undefined) this.forgetBefore(second - WINDOW_S);
    if (result.kind === 'processed') this.counts.processed += 1;
    else if (result.kind === 'duplicate') this.counts.duplicates += 1;
    else if (result.kind === 'unreadable') this.counts.unreadable += 1;
    else if (result.kind !== 'postponed') {
      this.counts[result.kind === 'retry' ? 'retried' : 'deadLettered'] += 1;
      this.lastError = { ...result.failure, messageId: result.messageId, at: now };
    }
  }

  /** Deliveries a second, over the 60 full seconds before `now`. */
  ratePerSecond(now: Date): number {
    const second = Math.floor(now.getTime() / 1_000);
    this.forgetBefore(second - WINDOW_S);
    let sum = 0;
    for (const [at, count] of this.perSecond) if (at < second) sum += count;
    return Math.round((sum / WINDOW_S) * 100) / 100;
  }

  private forgetBefore(second: number): void {
    for (const at of this.perSecond.keys()) {
      if (at >= second) return;
      this.perSecond.delete(at);
    }
  }
}

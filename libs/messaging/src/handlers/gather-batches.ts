import type { BatchPolicy, EventDto } from '@warren/model';
import type { Delivery } from '../messages/delivery';
import type { BatchItem } from './handles.decorator';
import { NotStartedError } from '../messages/queue-handler';

interface Waiting {
  readonly event: EventDto;
  readonly delivery: Delivery;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers single events into batches. To the caller of `handle` a batch queue is like any other:
 * each event has a result of its own, when the batch it went with has ended.
 */
export class BatchGatherer {
  private waiting: Waiting[] = [];
  private timer?: NodeJS.Timeout;
  private running = 0;
  private isDue = false;
  private isStopped = false;

  /**
   * @param run takes one batch; settles within its time limit.
   * @param concurrency how many batches run at once.
   */
  constructor(
    private readonly policy: BatchPolicy,
    private readonly concurrency: number,
    private readonly run: (items: readonly BatchItem[]) => Promise<void> | void,
  ) {}

  /** Resolves when the event is processed, rejects when it failed. */
  handle(event: EventDto, delivery: Delivery): Promise<void> {
    if (this.isStopped) return Promise.reject(new NotStartedError());
    const done = new Promise<void>((resolve, reject) =>
      this.waiting.push({ event, delivery, resolve, reject }),
    );
    this.timer ??= setTimeout(() => {
      this.isDue = true;
      this.startDue();
    }, this.policy.waitMs);
    this.startDue();
    return done;
  }

  /** Lets the batches that run end, and hands back what has not begun. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    for (const { reject } of this.waiting.splice(0)) reject(new NotStartedError());
  }

  private startDue(): void {
    while (this.running < this.concurrency && this.hasDueBatch()) {
      const batch = this.waiting.splice(0, this.policy.size);
      if (this.waiting.length === 0) this.restTimer();
      void this.take(batch);
    }
  }

  private hasDueBatch(): boolean {
    const count = this.waiting.length;
    return count >= this.policy.size || (this.isDue && count > 0);
  }

  private restTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isDue = false;
  }

  /** Never rejects. */
  private async take(batch: readonly Waiting[]): Promise<void> {
    this.running += 1;
    const failed = new Map<Waiting, unknown>();
    const items = batch.map((waiting) => ({
      event: waiting.event,
      delivery: waiting.delivery,
      fail: (error: unknown) => void (failed.has(waiting) || failed.set(waiting, error)),
    }));
    try {
      await this.run(items);
      for (const waiting of batch) {
        if (failed.has(waiting)) waiting.reject(failed.get(waiting));
        else waiting.resolve();
      }
    } catch (error) {
      for (const waiting of batch)
        waiting.reject(failed.has(waiting) ? failed.get(waiting) : error);
    } finally {
      this.running -= 1;
      this.startDue();
    }
  }
}

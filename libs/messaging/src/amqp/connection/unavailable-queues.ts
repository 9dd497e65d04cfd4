import { Logger } from '@nestjs/common';

/**
 * Which queues the broker does not give to this process now, and why. The log has one line when that
 * begins for a queue, and one when it ends.
 */
export class UnavailableQueues {
  private readonly logger = new Logger(UnavailableQueues.name);
  private readonly reasons = new Map<string, string>();

  /** @param wanted what the process wants of them, as a participle: `declared`. */
  constructor(private readonly wanted: string) {}

  /** In the order in which they became unavailable. */
  get names(): readonly string[] {
    return [...this.reasons.keys()];
  }

  get(queue: string): string | undefined {
    return this.reasons.get(queue);
  }

  add(queue: string, reason: string): void {
    const isNew = !this.reasons.has(queue);
    this.reasons.set(queue, reason);
    if (!isNew) return;
    this.logger.warn(
      { queue, reason },
      `'${queue}' is unavailable: it cannot be ${this.wanted}; tried again until it can, all else works on`,
    );
  }

  remove(queue: string): void {
    if (this.reasons.delete(queue)) {
      this.logger.log({ queue }, `'${queue}' is available again: it is ${this.wanted}`);
    }
  }
}

import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Journal } from '../journal/journal';
import type { StandingOrders } from './standing-orders';

const LOOK_EVERY_MS = 1_000;

/**
 * Writes the last orders once more before the stream drops them, and before as many records follow that
 * a worker no longer reads them at its start. Every worker does so, each a little earlier or later.
 */
export class OrderKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OrderKeeper.name);
  /** Behind which part of what is kept an order is written again. */
  private readonly share = 0.5 + 0.1 * Math.random();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly journal: Pick<Journal, 'append'>,
    private readonly orders: Pick<StandingOrders, 'takeDue'>,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.writeDue(), LOOK_EVERY_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Never rejects: what is not written is due again. */
  async writeDue(): Promise<void> {
    const due = this.orders.takeDue(this.share, Date.now());
    const written = await Promise.allSettled(due.map((record) => this.journal.append(record)));
    const failed = written.find((each) => each.status === 'rejected');
    if (failed)
      this.logger.warn({ err: failed.reason as unknown }, 'orders cannot be written again now');
  }
}

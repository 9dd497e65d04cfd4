import { setTimeout as wait } from 'node:timers/promises';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { BrokerQueues, type QueuesSeen } from '@warren/messaging';
import { QueueHistory } from './queue-history';

const EVERY_MS = 5_000;

/** Looks at the queues every five seconds, so that it is known how they change. */
@Injectable()
export class QueueWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly history = new QueueHistory();
  private readonly stopping = new AbortController();

  constructor(private readonly queues: BrokerQueues) {}

  /** Begins to look; does not wait. */
  onApplicationBootstrap(): void {
    void this.keepLooking();
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }

  /** What the broker says now, at most two seconds old. Never rejects. */
  async look(): Promise<QueuesSeen> {
    const seen = await this.queues.read();
    this.history.note(seen);
    return seen;
  }

  private async keepLooking(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.look();
      await wait(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

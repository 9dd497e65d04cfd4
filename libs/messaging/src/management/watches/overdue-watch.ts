import { setTimeout as wait } from 'node:timers/promises';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { CheckResult, Readiness } from '@warren/platform';
import type { QueueCounts } from '../read-queue-counts';

const EVERY_MS = 10_000;
/** What the broker is just handing on is overdue too, for a moment; then its number falls at times. */
const LOOKS = 6;

/**
 * Names the queues in which messages stay though their wait is over, since the broker cannot hand them
 * on: in the log when that changes, and in readiness, which stays green. It takes a minute to be sure.
 */
export class OverdueWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(OverdueWatch.name);
  private readonly stopping = new AbortController();
  /** In how many looks in a row each queue had such messages, and no fewer, and how many now. */
  private overdue: ReadonlyMap<string, { readonly looks: number; readonly messages: number }> =
    new Map();
  private unknown?: string;
  private named = '';

  /**
   * @param waiting the names of the queues in which messages only wait.
   * @param read undefined: there is nothing that could be asked.
   */
  constructor(
    private readonly waiting: readonly string[],
    private readonly read: (() => Promise<readonly QueueCounts[]>) | undefined,
    private readonly readiness: Readiness,
    private readonly everyMs: number = EVERY_MS,
  ) {}

  /** Begins to look; does not wait. */
  onApplicationBootstrap(): void {
    if (this.read === undefined) return;
    this.readiness.register('waiting', () => this.check());
    void this.keepLooking(this.read);
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }

  private check(): CheckResult {
    const stuck = this.findStuck().map(([name, { messages }]) => `${name} (${messages})`);
    const words = `degraded: messages stay though their wait is over: ${stuck.join(', ')}`;
    return { ok: true, detail: this.unknown ?? (stuck.length > 0 ? words : 'in time') };
  }

  private findStuck(): [string, { readonly messages: number }][] {
    return [...this.overdue].filter(([, { looks }]) => looks >= LOOKS);
  }

  private async keepLooking(read: () => Promise<readonly QueueCounts[]>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        this.note(await read());
      } catch (error) {
        // That the API cannot be asked is the policy watch's line in the log.
        this.unknown = `not known: ${error instanceof Error ? error.message : String(error)}`;
      }
      await wait(this.everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private note(queues: readonly QueueCounts[]): void {
    this.unknown = undefined;
    const counts = new Map(queues.map((each) => [each.name, countOverdue(each)]));
    const before = this.overdue;
    this.overdue = new Map(
      this.waiting
        .map((name) => [name, counts.get(name) ?? 0] as const)
        .filter(([, messages]) => messages > 0)
        .map(([name, messages]) => {
          const { looks = 0, messages: last = 0 } = before.get(name) ?? {};
          return [name, { looks: messages < last ? 1 : looks + 1, messages }];
        }),
    );
    this.log();
  }

  private log(): void {
    const names = this.findStuck().map(([name]) => name);
    if (names.join() === this.named) return;
    this.named = names.join();
    if (names.length === 0) return this.logger.log('no message stays longer than its wait');
    this.logger.warn(
      `messages stay in ${names.join(', ')} though their wait is over, since the broker cannot hand them ` +
        `on: the queue behind is full or unavailable, or, before RabbitMQ 4, another client wrote them ` +
        `there with an x-death. Nothing is lost. Make room in the queue behind; for an x-death see Warren's ` +
        `page on the broker, "Messages that stay in a waiting queue"`,
    );
  }
}

/** The broker counts what it is handing on with a queue, but neither as ready nor as delivered. */
function countOverdue(queue: QueueCounts): number {
  const { messages = 0, messages_ready: ready = 0, messages_unacknowledged: held = 0 } = queue;
  return messages - ready - held;
}

import { setTimeout as wait } from 'node:timers/promises';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Journal, RetentionLimits } from '@warren/messaging';
import type { KeptTriage, TriageProjection } from './triage.projection';

const LOOK_EVERY_MS = 5_000;
/** Written again at once. */
const BATCH = 64;

/**
 * Writes what is said of groups once more before the stream drops it. Every desk does so, a little
 * earlier or later than the others; two that write the same do no harm.
 */
export class TriageKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(TriageKeeper.name);
  private readonly stopping = new AbortController();
  /** Behind which part of what is kept something is written again. */
  private readonly share = 0.5 + 0.1 * Math.random();
  private isFailing = false;

  constructor(
    private readonly journal: Pick<Journal, 'append' | 'ready'>,
    private readonly triage: Pick<TriageProjection, 'kept' | 'reach'>,
    private readonly limits: RetentionLimits,
  ) {}

  /** Begins when the journal is read, without waiting for it. */
  onApplicationBootstrap(): void {
    void this.run().catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.logger.error({ err: error }, 'the keeper ended');
    });
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /** @returns how many were due. */
  async writeDue(nowMs: number): Promise<number> {
    const { bytes, offset: asOf } = this.triage.reach;
    const isDue = ({ recorded }: KeptTriage): boolean =>
      bytes - recorded.bytes >= this.share * this.limits.bytes ||
      nowMs - recorded.atMs >= this.share * this.limits.ageMs;
    const due = this.triage.kept().filter(isDue).slice(0, BATCH);
    const again = { kind: 'triaged', againAt: new Date(nowMs), asOf, change: 'again' } as const;
    const written = due.map(({ at, by, changedOffset: firstOffset, group, queue, said }) =>
      this.journal.append({ ...again, ...said, at, by, firstOffset, group, queue }),
    );
    const failed = (await Promise.allSettled(written)).find(({ status }) => status === 'rejected');
    if (failed && !this.isFailing) {
      this.logger.warn('what is said of groups cannot be written again now');
    }
    this.isFailing = failed !== undefined;
    return due.length;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    await this.journal.ready('first');
    while (!signal.aborted) {
      await this.writeDue(Date.now());
      await wait(LOOK_EVERY_MS, undefined, { signal, ref: false });
    }
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { CheckResult, Readiness } from '@warren/platform';
import { settleWithin } from '../../async/settle-within';
import type { Journal } from '../../journal/journal';
import type { OpenRecords } from './open-records';

const LOOK_EVERY_MS = 250;
/** Written again at once; with the pause about a thousand a second at most. */
const BATCH = 64;
const PAUSE_MS = 50;
const MAX_START_MS = 2_000;
const STOP_WITHIN_MS = 1_000;
/** From this share of its bounds on the keeper says that they are near. */
const NEARLY_FULL = 0.9;

/**
 * Writes what is open once more before the stream drops it. Every worker does so, a little earlier or
 * later than the others: what one has written again the others read, and leave alone. Two that write
 * the same do no harm.
 */
export class OpenKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OpenKeeper.name);
  private readonly stopping = new AbortController();
  /** Behind which part of what is kept a record is written again: in each process another one. */
  private readonly share = 0.5 + 0.1 * Math.random();
  private running?: Promise<void>;
  private writtenAgain = 0;
  private wasNear = false;
  private isFailing = false;

  constructor(
    private readonly journal: Pick<Journal, 'append' | 'ready'>,
    private readonly open: OpenRecords,
    readiness: Readiness,
  ) {
    readiness.register('open records', () => this.check());
  }

  /** Begins when the journal is read, without waiting for it. */
  onApplicationBootstrap(): void {
    this.running = this.run().catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.logger.error({ err: error }, 'the keeper ended');
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await settleWithin(Promise.resolve(this.running), STOP_WITHIN_MS);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    await this.journal.ready('first');
    await wait(Math.random() * MAX_START_MS, undefined, { signal, ref: false });
    while (!signal.aborted) {
      const count = await this.writeDue();
      this.warnNearBounds();
      await wait(count > 0 ? PAUSE_MS : LOOK_EVERY_MS, undefined, { signal, ref: false });
    }
  }

  /** @returns how many were due. */
  private async writeDue(): Promise<number> {
    const due = this.open.takeDue(this.share, BATCH, Date.now());
    const kept = await Promise.allSettled(due.map((record) => this.journal.append(record)));
    const failed = kept.find((each) => each.status === 'rejected');
    this.writtenAgain += kept.filter(({ status }) => status === 'fulfilled').length;
    if (failed && !this.isFailing) {
      this.logger.warn({ err: failed.reason as unknown }, 'what is open cannot be written again');
    }
    if (due.length > 0) this.isFailing = failed !== undefined;
    return due.length;
  }

  private warnNearBounds(): void {
    const { fill } = this;
    if (fill >= NEARLY_FULL && !this.wasNear) {
      this.logger.warn(
        `open records take ${Math.floor(fill * 100)} % of what can be kept; beyond that the oldest ` +
          'are lost when the stream drops them: settle some, or keep more of the journal',
      );
    }
    this.wasNear = fill >= NEARLY_FULL;
  }

  private get fill(): number {
    return Math.max(this.open.letters.fill, this.open.progress.fill);
  }

  private check(): CheckResult {
    const { letters, progress } = this.open;
    const givenUp = letters.givenUp + progress.givenUp;
    const details = [
      `${letters.size} dead letters, ${progress.size} with progress`,
      `${this.writtenAgain} written again`,
      ...(this.fill >= NEARLY_FULL ? [`bounds near: ${Math.floor(this.fill * 100)} % used`] : []),
      ...(givenUp > 0 ? [`${givenUp} no longer kept past the stream's retention`] : []),
      ...(this.isFailing ? ['the journal does not take them now'] : []),
    ];
    return { ok: true, detail: details.join('; ') };
  }
}

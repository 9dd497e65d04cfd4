import { Readiness } from '@warren/platform';
import type { Topology } from '@warren/model';
import { waitFor } from '@warren/testing';
import { twoQueues } from '../../consuming/two-queues.harness';
import { DeadLetters } from '../list/dead-letters';
import { slicesAtOnce } from '../list/slices-at-once.harness';
import type { JournalReach, Projection } from '../../journal/journal';
import { JournalHarness, processed } from '../../journal/stream-journal.harness';
import { ProgressStore } from '../../progress/progress-store';
import { OpenKeeper } from './open-keeper';
import { OpenRecords } from './open-records';
import { termsOf } from './open-terms';

/** A journal that keeps little. */
const smallJournal: Topology = {
  ...twoQueues({}),
  journal: { queue: 'journal', maxAge: '1D', maxBytes: 400_000, segmentBytes: 40_000 },
};

const SETTINGS = { replay: 500_000, capacity: 1_000, capacityBytes: 10_000_000 };
/** Written before it is looked whether the keepers have followed. */
const PART_BYTES = 20_000;

/** The views of one worker, and what keeps the open for it. */
export class KeepingWorker implements Projection {
  readonly letters = new DeadLetters(1_000, 10_000_000, slicesAtOnce);
  readonly progress = new ProgressStore();
  readonly readiness = new Readiness();
  readonly open: OpenRecords;
  /** Of dead letters and progress that were written again, as this worker reads them. */
  writtenAgain = 0;
  private reach?: JournalReach;
  private keeper?: OpenKeeper;
  private harness?: JournalHarness;

  private constructor(topology: Topology) {
    this.open = new OpenRecords(termsOf(topology.journal, SETTINGS, SETTINGS));
  }

  static async start(
    url: string,
    { isKeeping = true, topology = smallJournal } = {},
  ): Promise<KeepingWorker> {
    const worker = new KeepingWorker(topology);
    const { letters, open, progress } = worker;
    const views = [letters, progress, open, worker];
    worker.harness = await JournalHarness.start(url, { topology, views });
    if (isKeeping) {
      worker.keeper = new OpenKeeper(worker.journal.journal, open, worker.readiness);
      worker.keeper.onApplicationBootstrap();
    }
    await worker.journal.ready();
    await worker.journal.journal.ready('first');
    return worker;
  }

  get journal(): JournalHarness {
    if (!this.harness) throw new Error('it is not started');
    return this.harness;
  }

  apply(record: Parameters<Projection['apply']>[0], _: number, reach: JournalReach): void {
    this.reach = reach;
    if ('againAt' in record && record.againAt) this.writtenAgain += 1;
  }

  /** Oldest first. */
  async openIds(): Promise<string[]> {
    const { items } = await this.letters.find({}, { limit: 1_000 });
    return items.map(({ record }) => record.deadLetterId).reverse();
  }

  /** The first entry that the stream still has. */
  async head(): Promise<number> {
    let head: number | undefined;
    const over = new AbortController();
    const read = this.journal.journal.read(
      'first',
      (_, offset) => {
        head ??= Math.floor(offset / 1_024);
        over.abort();
      },
      over.signal,
    );
    await read.catch(() => undefined);
    return head ?? 0;
  }

  /** Writes other records until the stream has dropped what is there now, as slowly as `follows` says. */
  async dropAll(follows: () => boolean = () => this.isKeptUp()): Promise<void> {
    const mark = `mark-${Date.now()}`;
    await this.journal.journal.append(processed(mark));
    const { offset } = await waitFor('the end of what is there', () =>
      this.journal.seen.find((_, place) => this.journal.ids[place] === mark),
    );
    const last = Math.floor(offset / 1_024);
    for (let part = 0; (await this.head()) <= last; part += 1) {
      const { event, ...rest } = processed(`filler-${Date.now()}-${part}`);
      const payload = { text: 'x'.repeat(PART_BYTES) };
      await this.journal.journal.append({ ...rest, event: { ...event, payload } });
      await waitFor('the keepers to follow', follows);
    }
  }

  /** Whether what is open is recorded nearer to the end than the stream keeps for certain. */
  private isKeptUp(): boolean {
    const { bytes = 0 } = this.reach ?? {};
    const oldest = [this.open.letters, this.open.progress].map((set) => set.oldest?.bytes ?? bytes);
    return bytes - Math.min(...oldest) < 0.75 * 360_000;
  }

  async stop(): Promise<void> {
    await this.keeper?.beforeApplicationShutdown();
    await this.harness?.stop();
  }
}

import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Topology } from '@warren/model';
import { Readiness, type CheckResult } from '@warren/platform';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { toPublishError, UnroutableError } from '../messages/publish-errors';
import { TOPOLOGY } from '../topology/topology.token';
import { isAboutMessage, type JournalLine } from '../records/claim-record';
import { writeEntry, writeMark } from '../records/entries';
import { findTailOffset } from './streams/find-tail-offset';
import { countOnStream, findStart } from './streams/find-start';
import { RecordGatherer } from './streams/gather-records';
import { Journal, type JournalPosition, type JournalStart, type Projection } from './journal';
import { JournalConfig } from './journal.config';
import { JournalFeed } from './journal-feed';
import type { JournalRecord } from '../messages/journal-record';
import { DeduplicationWindow } from './deduplication-window';
import { readOnce } from './read-once';
import { describeSkipped } from './streams/skipped-records';
import { abortable } from '../async/abortable';
import { recordLimit, writeRecord, type WrittenRecord } from '../records/write-record';

/** The journal in a RabbitMQ stream, which every worker appends to and reads. */
@Injectable()
export class StreamJournal
  extends Journal
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  private readonly logger = new Logger(StreamJournal.name);
  private readonly stopping = new AbortController();
  private readonly gatherer = new RecordGatherer(
    (records) => this.keep(records),
    () => this.recordLimit,
  );
  private readonly processed: DeduplicationWindow;
  private readonly recent: JournalFeed;
  private readonly all: JournalFeed;
  private readonly queue: string;
  private readonly queues: ReadonlySet<string>;
  private readonly caughtUp: Promise<void>;
  private readonly allCaughtUp: Promise<void>;
  private start: () => void = () => undefined;

  constructor(
    private readonly publisher: ConfirmPublisher,
    private readonly messaging: MessagingConfig,
    private readonly config: JournalConfig,
    @Inject(TOPOLOGY) { journal, queues }: Pick<Topology, 'journal' | 'queues'>,
    readiness: Readiness,
  ) {
    super();
    this.queue = journal.queue;
    this.queues = new Set(queues.map(({ name }) => name));
    this.processed = new DeduplicationWindow(config.duplicatesCapacity);
    this.recent = new JournalFeed(messaging);
    this.all = new JournalFeed(messaging);
    this.recent.follow({ apply: (record) => this.remember(record) }, DeduplicationWindow.name);
    const started = new Promise<void>((resolve) => (this.start = resolve)).then(() => this.run());
    this.caughtUp = abortable(
      started.then(() => this.recent.caughtUp),
      this.stopping.signal,
    );
    this.allCaughtUp = abortable(this.all.caughtUp, this.stopping.signal);
    // A caller that waits sees the rejection; without one it must not count as unhandled.
    for (const each of [this.caughtUp, this.allCaughtUp]) each.catch(() => undefined);
    readiness.register('journal', () => this.check());
  }

  /** Begins to read as soon as the broker is there, without waiting for it. */
  onApplicationBootstrap(): void {
    this.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('the app stops'));
    await Promise.all([this.recent.close(), this.all.close()]);
  }

  async append(record: JournalLine, source?: Buffer): Promise<void> {
    await this.gatherer.append(writeRecord(record, this.recordLimit, source));
    if (isAboutMessage(record)) this.remember(record);
  }

  has(queue: string, messageId: string): boolean {
    return this.processed.has(queue, messageId);
  }

  hasOther(queue: string, messageId: string, eventHash: number): boolean {
    return this.processed.hasOther(queue, messageId, eventHash);
  }

  follow(projection: Projection, from: 'recent' | 'first' = 'recent'): void {
    (from === 'first' ? this.all : this.recent).follow(projection);
  }

  ready(from: 'recent' | 'first' = 'recent'): Promise<void> {
    return from === 'recent' ? this.caughtUp : this.allCaughtUp;
  }

  since(from: 'recent' | 'first' = 'recent'): JournalStart | undefined {
    return (from === 'recent' ? this.recent : this.all).since;
  }

  async read(
    from: JournalPosition,
    onRecord: (record: JournalRecord, offset: number) => void | Promise<void>,
    signal: AbortSignal,
    onUnreadable?: (count: number) => void,
  ): Promise<void> {
    const either = AbortSignal.any([signal, this.stopping.signal]);
    const end = await this.findTailOffset(either);
    const mark = (): Promise<unknown> =>
      this.publisher.send(writeMark(randomUUID(), this.queue)).catch(() => undefined);
    const reading = { queue: this.queue, from, end, mark, onRecord, onUnreadable };
    await readOnce(this.messaging, reading, either);
  }

  private get recordLimit(): number {
    return recordLimit(this.publisher.maxMessageBytes);
  }

  private async keep(records: readonly WrittenRecord[]): Promise<void> {
    const entry = writeEntry(records, this.queue);
    const error = toPublishError(await this.publisher.sendPatiently(entry), entry);
    if (error instanceof UnroutableError) await this.publisher.restoreTopology();
    if (error) throw error;
  }

  private async run(): Promise<void> {
    const { config, messaging, publisher, queue, stopping } = this;
    const findTailOffset = (): Promise<number> => this.findTailOffset(this.stopping.signal);
    const end = await findTailOffset();
    const source = { queue, end, findTailOffset, restore: () => publisher.restoreTopology() };
    const startedAt = performance.now();
    this.logger.log(`looking where the newest ${config.replay} records of the journal begin`);
    const from = await findStart(
      end,
      config.replay,
      countOnStream(messaging, queue, stopping.signal),
    );
    this.logger.log(`reading the journal from entry ${from} to ${end}`);
    this.recent.start({ ...source, from });
    void this.recent.caughtUp.then(() => {
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      this.logger.log(`the journal is read, in ${seconds} s`);
      // After the others: who waits for them waits to work.
      if (this.all.isWanted && !this.stopping.signal.aborted) {
        this.all.start({ ...source, from: 'first' });
      }
    });
  }

  /** What was skipped turns nothing red: the rest is as it should be. */
  private check(): CheckResult {
    const { detail, ok } = this.recent.check();
    const skipped = describeSkipped(this.recent.skipped, this.all.skipped);
    return { ok, detail: [detail, ...skipped].join('; ') };
  }

  private findTailOffset(signal: AbortSignal): Promise<number> {
    return findTailOffset(this.publisher, this.messaging, this.queue, signal);
  }

  private remember(record: JournalRecord): void {
    if (record.kind !== 'processed' || record.delivery.hasGivenId) return;
    const { messageId, queue } = record.delivery;
    // Any client may write records, also of queues that do not exist: they must not push out ours.
    if (!this.queues.has(queue)) return;
    this.processed.add(queue, messageId, record.eventHash);
  }
}

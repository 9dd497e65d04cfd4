import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { WarrenError, type Topology } from '@warren/model';
import { Readiness, type CheckResult } from '@warren/platform';
import { readMark } from '../records/check-record';
import { findTailOffset } from '../journal/streams/find-tail-offset';
import { describeSkipped } from '../journal/streams/skipped-records';
import { StreamFeed } from '../journal/streams/stream-feed';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { TOPOLOGY } from '../topology/topology.token';
import { readDeferred } from '../messages/deferred';
import { ScheduleCounts, type HourOfDeliveries } from './schedule-counts';

/** How long the log may not be followed, while its stream is available, before the process is not ready. */
const MAX_AWAY_MS = 60_000;

/** What waits for its time. */
export interface ScheduledDeliveries {
  /** By the hour in which they are due, the first first; hours without any are left out. */
  readonly hours: readonly HourOfDeliveries[];
  /**
   * Messages in the queue of the schedule that no worker handles at the moment; undefined when the
   * broker does not say.
   */
  readonly overdue?: number;
}

/**
 * Counts what was put off, from the log in which such publishes are entered: the same in every process, and
 * after a restart. An event that was published twice under one message id counts twice, though it is
 * delivered once; one whose publisher ended between the confirm and the entry does not count.
 */
@Injectable()
export class ScheduleLog implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly counts: ScheduleCounts;
  private readonly feed: StreamFeed;

  constructor(
    private readonly publisher: ConfirmPublisher,
    private readonly config: MessagingConfig,
    @Inject(TOPOLOGY) private readonly topology: Pick<Topology, 'schedule'>,
    readiness: Readiness,
  ) {
    this.counts = new ScheduleCounts(topology.schedule.longestMs);
    this.feed = new StreamFeed(config, (body, entry, headers) => {
      const due = readDeferred({ headers })?.deliverAt;
      if (due) this.counts.add(due.getTime(), Date.now());
      // A mark says where the end is.
      else if (readMark(body) === undefined)
        this.feed.skipped.add('without a time', `entry ${entry}`);
    });
    readiness.register('schedule log', () => this.check());
  }

  /** Begins to read as soon as the broker is there, without waiting for it. */
  onApplicationBootstrap(): void {
    // It is rejected when the app stops.
    void this.run().catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('the app stops'));
    await this.feed.close();
  }

  /**
   * What is put off as far as this process knows: a publish is known milliseconds after its answer.
   *
   * @throws WarrenError `not_ready` while the log is not read, or not followed.
   */
  async read(): Promise<ScheduledDeliveries> {
    const { detail, ok } = this.feed.check();
    if (!ok) throw new WarrenError('not_ready', `the log of the schedule: ${detail}`);
    const hours = this.counts.read(Date.now());
    return { hours, overdue: await this.publisher.depthOf(this.topology.schedule.queue) };
  }

  /** Nothing depends on it but the counts, which say so themselves: it may be away for a while. */
  private check(): CheckResult {
    const { detail } = this.feed.check();
    const isShort = this.feed.awayMs <= MAX_AWAY_MS;
    const { publisher, topology } = this;
    const isUnavailable = publisher.whyUnavailable(topology.schedule.log.queue) !== undefined;
    return {
      ok: isShort || isUnavailable,
      detail: [detail, ...describeSkipped(this.feed.skipped)].join('; '),
    };
  }

  private async run(): Promise<void> {
    const { publisher, topology } = this;
    const { queue } = topology.schedule.log;
    const find = (): Promise<number> =>
      findTailOffset(publisher, this.config, queue, this.stopping.signal);
    const end = await find();
    const restore = (): Promise<void> => publisher.restoreTopology();
    this.stopping.signal.throwIfAborted();
    this.feed.start({ queue, from: 'first', end, findTailOffset: find, restore });
  }
}

import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Exchange, Topology } from '@warren/model';
import { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import type {
  RefusedError,
  UnknownOutcomeError,
  UnroutableError,
} from '../../messages/publish-errors';
import { WORKER_NAME } from '../../messages/worker-name';
import type { PublishOptions } from '../../messages/write-message';
import { writeEntry } from '../../records/entries';
import type { PublishedRecord } from '../../records/published-record';
import { writeRecord } from '../../records/write-record';
import { TOPOLOGY } from '../../topology/topology.token';
import { Publisher, type PublishObserver } from '../publisher';
import { countPublishes, PublishTally } from './publish-tally';

const EVERY_MS = 1_000;
/** Reports that wait for a broker that cannot be reached; then the last of them covers all that follows. */
const MAX_WAITING = 60;

/** What is known of a publish that was refused before its body was read. */
export interface EarlyRefusedPublish {
  readonly exchange: Exchange;
  readonly routingKey: string;
  readonly reason: string;
  readonly client?: string;
}

/**
 * Reports to the journal what became of the publishes of this process: one record a second, while there
 * are publishes. A report that is not confirmed is written again with the next, in its order; while the
 * broker cannot be reached sixty wait, and one more gathers. What a killed process had not reported is lost.
 */
@Injectable()
export class PublishReporter
  implements PublishObserver, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger(PublishReporter.name);
  private readonly tally: PublishTally;
  private readonly journal: string;
  private readonly waiting: PublishedRecord[] = [];
  private unreported = 0;
  private timer?: NodeJS.Timeout;
  private sending?: Promise<void>;

  constructor(
    publisher: Publisher,
    private readonly confirms: ConfirmPublisher,
    @Inject(TOPOLOGY) topology: Topology,
  ) {
    this.tally = new PublishTally(WORKER_NAME, topology);
    this.journal = topology.journal.queue;
    publisher.observe(this);
  }

  settled(
    exchange: Exchange,
    { body, properties: { messageId }, routingKey }: OutgoingMessage,
    { client, deliverAt }: PublishOptions,
    error?: UnroutableError | RefusedError | UnknownOutcomeError,
  ): void {
    this.begin();
    if (error === undefined) {
      return this.tally.confirmed(exchange, routingKey, messageId, deliverAt);
    }
    const { code, message: reason, outcome } = error;
    const about = { messageId, bytes: body.length, client };
    this.tally.failed(exchange, { outcome, routingKey, code, reason, ...about });
  }

  refusedEarly({ client, exchange, reason, routingKey }: EarlyRefusedPublish): void {
    this.begin();
    this.tally.failed(exchange, {
      ...{ outcome: 'refused', code: 'refused', routingKey, reason, client },
    });
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.report();
  }

  /** What was answered meanwhile. */
  async onApplicationShutdown(): Promise<void> {
    await this.report();
    clearTimeout(this.timer);
    const lost = this.waiting.reduce((sum, each) => sum + countPublishes(each), this.unreported);
    if (lost > 0) this.logger.warn(`${lost} publishes are in no report of the journal`);
  }

  private begin(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.report();
    }, EVERY_MS).unref();
  }

  /** Settles by the publish timeout for each report that waits; never rejects. */
  private report(): Promise<void> {
    if (this.waiting.length < MAX_WAITING) {
      const report = this.tally.drain(this.unreported);
      if (report) this.waiting.push(report);
    }
    this.sending ??= this.sendWaiting().finally(() => {
      this.sending = undefined;
      if (this.waiting.length > 0 || !this.tally.isEmpty) this.begin();
    });
    return this.sending;
  }

  private async sendWaiting(): Promise<void> {
    for (let report = this.waiting[0]; report; report = this.waiting[0]) {
      if (!(await this.isSettled(report))) return;
      this.waiting.shift();
    }
  }

  private async isSettled(report: PublishedRecord): Promise<boolean> {
    try {
      const entry = writeEntry([writeRecord(report)], this.journal);
      const { kind } = await this.confirms.sendPatiently(entry);
      if (kind === 'unroutable') await this.confirms.restoreTopology().catch(() => undefined);
      return kind === 'confirmed';
    } catch (error) {
      // The broker takes none of its size: it can never be written.
      this.unreported += countPublishes(report);
      this.logger.warn({ err: error }, 'a report of publishes cannot be written');
      return true;
    }
  }
}

import type { Topology } from '@warren/model';
import { Lifecycle, Readiness } from '@warren/platform';
import { TcpProxy, waitFor } from '@warren/testing';
import { twoQueues } from '../consuming/two-queues.harness';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { TopologyKeeper } from '../amqp/declaring/topology-keeper';
import type { Projection } from './journal';
import { JournalConfig } from './journal.config';
import type { JournalRecord, ProcessedRecord } from '../messages/journal-record';
import { StreamJournal } from './stream-journal';

/** What a spec may say of a journal. */
export interface JournalSettings {
  readonly config?: Partial<JournalConfig>;
  readonly messaging?: Partial<MessagingConfig>;
  readonly topology?: Topology;
  readonly from?: 'recent' | 'first';
  /** Another one that follows it. */
  readonly projection?: Projection;
  /** More that follow it from the first record. */
  readonly views?: readonly Projection[];
}

/** The journal of one process, behind a network that can fail, and a projection that follows it. */
export class JournalHarness {
  readonly readiness = new Readiness();
  readonly publisher: ConfirmPublisher;
  readonly journal: StreamJournal;
  /** What the projection was given. */
  readonly seen: { record: JournalRecord; offset: number }[] = [];

  private constructor(
    readonly proxy: TcpProxy,
    readonly publisherProxy: TcpProxy,
    { config, from, messaging, projection, topology = twoQueues({}), views = [] }: JournalSettings,
  ) {
    const settings = (url: string): MessagingConfig =>
      Object.assign(new MessagingConfig(), { url, ...messaging });
    const publishing = settings(publisherProxy.url);
    const keeper = new TopologyKeeper(topology, publishing);
    this.publisher = new ConfirmPublisher(publishing, keeper, new Lifecycle(), this.readiness);
    this.journal = new StreamJournal(
      this.publisher,
      settings(proxy.url),
      Object.assign(new JournalConfig(), config),
      topology,
      this.readiness,
    );
    this.journal.follow(
      { apply: (record, offset) => void this.seen.push({ record, offset }) },
      from,
    );
    if (projection) this.journal.follow(projection);
    for (const view of views) this.journal.follow(view, 'first');
  }

  /** Starts it; `ready` waits for it. */
  static async start(url: string, settings: JournalSettings = {}): Promise<JournalHarness> {
    const harness = new JournalHarness(
      await TcpProxy.start(url),
      await TcpProxy.start(url),
      settings,
    );
    harness.publisher.onApplicationBootstrap();
    harness.journal.onApplicationBootstrap();
    return harness;
  }

  /** Resolves when it has what was kept before, and both its connections are there. */
  async ready(): Promise<void> {
    await this.journal.ready();
    await waitFor('the journal', () => this.readiness.report().ready);
  }

  async stop(): Promise<void> {
    await this.journal.onApplicationShutdown();
    await this.publisher.onApplicationShutdown();
    await Promise.all([this.proxy.close(), this.publisherProxy.close()]);
  }

  /** Appends records of success with these ids, each until it is kept. */
  async appendAll(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.appendPatiently(processed(id))));
  }

  /** The ids that the projection was given, in order. */
  get ids(): string[] {
    return this.seen.map(({ record }) =>
      'delivery' in record ? record.delivery.messageId : record.messageId,
    );
  }

  private async appendPatiently(record: JournalRecord): Promise<void> {
    for (;;) {
      try {
        return await this.journal.append(record);
      } catch {
        await waitFor('the publisher', () => this.publisher.refusal === undefined);
      }
    }
  }
}

/** That a message of the queue `first` was processed. */
export function processed(messageId: string): ProcessedRecord {
  return {
    kind: 'processed',
    event: { id: `e-${messageId}`, tipo: 'T', payload: { n: 1 } },
    delivery: {
      messageId,
      hasGivenId: false,
      queue: 'first',
      exchange: '',
      routingKey: 'first',
      attempt: 1,
      redeliveries: 0,
      redrives: 0,
      publishedAt: new Date('2026-01-02T03:04:05.678Z'),
      headers: { color: 'red' },
    },
    handler: 'H.run',
    worker: 'w:1',
    startedAt: new Date('2026-01-02T03:04:06.000Z'),
    at: new Date('2026-01-02T03:04:06.789Z'),
  };
}

/** `count` ids that begin like this. */
export function idsFrom(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, place) => `${prefix}${place}`);
}

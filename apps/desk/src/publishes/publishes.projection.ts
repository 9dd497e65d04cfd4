import type { JournalRecord, Projection, PublishedRecord, PublishOutcome } from '@warren/messaging';
import { RecentKeys } from '@warren/views';
import type { PublishSeries } from './publish-series';
import { RecentNames } from './recent-names';
import { NewestItems } from './newest-items';

/** Of failures and of confirmed ones the newest are kept, about 500 bytes each, 2 KB at most. */
const CAPACITY = 20_000;

/** A publish that a gateway reported by itself. */
export interface PublishItem {
  /** Its place in the journal. */
  readonly offset: number;
  readonly at: Date;
  readonly outcome: PublishOutcome;
  readonly exchange: string;
  readonly routingKey: string;
  readonly messageId?: string;
  readonly publisher: string;
  readonly code?: string;
  readonly reason?: string;
  readonly bytes?: number;
  readonly client?: string;
  readonly deliverAt?: Date;
  /** Of one that was confirmed: whether a worker attempted it, or it is a dead letter. */
  attempted?: boolean;
}

/**
 * The newest publishes that gateways reported one by one: 20,000 that failed and 20,000 that were
 * confirmed, 80 MB at most. Of the confirmed ones it knows which were attempted: the report comes up to a
 * second after the publish, so the 32,768 newest messages that were attempted are known by their ids.
 */
export class PublishesProjection implements Projection {
  private readonly failures: NewestItems<PublishItem>;
  private readonly confirmed: NewestItems<PublishItem>;
  private readonly known = new Map<string, PublishItem>();
  private readonly attempted = new RecentNames(32_768);
  private readonly reports = new RecentKeys(4_096);

  constructor(
    readonly series: PublishSeries,
    capacity = CAPACITY,
  ) {
    const forget = (item: PublishItem): void => {
      const { messageId = '' } = item;
      if (this.known.get(messageId) === item) this.known.delete(messageId);
    };
    this.failures = new NewestItems(capacity, forget);
    this.confirmed = new NewestItems(capacity, forget);
  }

  apply(record: JournalRecord): void {
    if (!('startedAt' in record) && record.kind !== 'dead-lettered' && record.kind !== 'progress') {
      return;
    }
    const { messageId } = 'delivery' in record ? record.delivery : record;
    this.attempted.add(messageId);
    const item = this.known.get(messageId);
    if (item?.outcome === 'confirmed') item.attempted = true;
  }

  applyPublished(record: PublishedRecord, offset: number): void {
    // A report that is written twice counts once.
    if (!this.reports.isNew(record.report)) return;
    this.series.apply(record);
    const { publisher } = record;
    const shared = (
      atMs: number,
      index: number,
    ): Pick<PublishItem, 'offset' | 'at' | 'publisher'> => ({
      ...{ offset: offset + index, at: new Date(atMs), publisher },
    });
    for (const [index, { atMs, ...failure }] of record.failures.entries()) {
      const { bytes, client, code, exchange, messageId, outcome, reason, routingKey } = failure;
      const said = { outcome, exchange, routingKey, messageId, code, reason, bytes, client };
      this.keep(this.failures, { ...shared(atMs, index), ...said });
    }
    for (const [index, { atMs, ...one }] of record.confirmed.entries()) {
      const { deliverAtMs, exchange, messageId, routingKey } = one;
      this.keep(this.confirmed, {
        ...shared(atMs, index),
        ...({ outcome: 'confirmed', exchange, routingKey, messageId } as const),
        ...(deliverAtMs !== undefined && { deliverAt: new Date(deliverAtMs) }),
        attempted: this.attempted.has(messageId),
      });
    }
  }

  /** The one that was reported last under this message id. */
  find(messageId: string): PublishItem | undefined {
    return this.known.get(messageId);
  }

  /** Those before this offset, the newest first. Others may come between two of them. */
  newestFirst(of: 'failed' | 'confirmed', before?: number): Generator<PublishItem> {
    return (of === 'failed' ? this.failures : this.confirmed).newestFirst(before);
  }

  private keep(items: NewestItems<PublishItem>, item: PublishItem): void {
    if (item.messageId !== undefined) this.known.set(item.messageId, item);
    items.add(item);
  }
}

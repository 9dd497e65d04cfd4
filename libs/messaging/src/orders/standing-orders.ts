import type { Topology } from '@warren/model';
import type { JournalReach, Projection } from '../journal/journal';
import type { JournalRecord } from '../messages/journal-record';
import type { OperatedRecord } from '../records/operated-record';
import { entryOf } from '../records/entries';
import type { RetentionLimits } from '../dead-letters/retention/retention-limits';
import type { OpenTerms } from '../dead-letters/retention/open-records';

/** What an order is about: whether a queue is consumed, or how much of it is held at once. */
export type OrderAspect = 'flow' | 'prefetch';

/** The last order for one aspect of a queue. */
export interface StandingOrder {
  readonly record: OperatedRecord;
  /** Where it was recorded first: it names the order. */
  readonly offset: number;
}

interface Kept extends StandingOrder {
  /** Where it is recorded last. */
  readonly bytes: number;
  readonly records: number;
  readonly at: number;
  handedOutAt: number;
}

/** Time for a record that was written again to come back before it is tried once more. */
const RETRY_AFTER_MS = 10_000;
const MAX_PREFETCH = 65_535;
const ASPECTS: Readonly<Record<string, OrderAspect>> = {
  pause: 'flow',
  resume: 'flow',
  prefetch: 'prefetch',
};

/**
 * The last order for each queue of the topology, by its first place in the journal: the same in every
 * process, also when records are read twice or written again. Two for each queue at most.
 */
export class StandingOrders implements Projection {
  private readonly kept = new Map<string, Kept>();
  private readonly strict: ReadonlyMap<string, boolean>;
  private records = 0;
  private bytes = 0;
  private listener: (queue: string) => void = () => undefined;
  /** The last entry of the journal that was read. */
  entry = 0;

  constructor(
    { queues }: Pick<Topology, 'queues'>,
    private readonly terms: Pick<OpenTerms, 'limits' | 'recentRecords'>,
  ) {
    this.strict = new Map(queues.map(({ name, ordering }) => [name, ordering === 'strict']));
  }

  /** Called after each order that is new for a queue. One listener. */
  onOrder(listener: (queue: string) => void): void {
    this.listener = listener;
  }

  get(queue: string, aspect: OrderAspect): StandingOrder | undefined {
    return this.kept.get(`${aspect} ${queue}`);
  }

  apply(_record: JournalRecord, offset: number, reach: JournalReach): void {
    this.note(offset, reach);
  }

  applyOperated(record: OperatedRecord, offset: number, reach: JournalReach): void {
    this.note(offset, reach);
    const aspect = this.aspectOf(record);
    const first = record.firstOffset ?? offset;
    if (aspect === undefined || first > offset) return;
    const key = `${aspect} ${record.target}`;
    const known = this.kept.get(key);
    if (known && known.offset > first) return;
    const isNew = known?.offset !== first;
    const at = Math.min((record.againAt ?? record.at).getTime(), Date.now());
    const { bytes, records } = this;
    const order = isNew ? { ...record, againAt: undefined, firstOffset: undefined } : known.record;
    this.kept.set(key, {
      record: order,
      offset: first,
      bytes,
      records,
      at,
      handedOutAt: -Infinity,
    });
    if (isNew) this.listener(record.target);
  }

  /** Orders to be written again now, before the stream or the reading at a start no longer has them. */
  takeDue(share: number, nowMs: number): OperatedRecord[] {
    const due = [...this.kept.values()].filter((each) => this.isDue(each, share, nowMs));
    return due.map((each) => {
      each.handedOutAt = nowMs;
      return { ...each.record, againAt: new Date(nowMs), firstOffset: each.offset };
    });
  }

  private isDue({ at, bytes, handedOutAt, records }: Kept, share: number, nowMs: number): boolean {
    const { limits, recentRecords }: { limits: RetentionLimits; recentRecords: number } =
      this.terms;
    const isFar =
      this.records - records >= share * recentRecords ||
      this.bytes - bytes >= share * limits.bytes ||
      nowMs - at >= share * limits.ageMs;
    return isFar && handedOutAt + RETRY_AFTER_MS <= nowMs;
  }

  private note(offset: number, reach: JournalReach): void {
    this.entry = entryOf(offset);
    this.bytes = reach.bytes;
    this.records += 1;
  }

  /** Undefined when it is none that a worker of this topology can obey. */
  private aspectOf({ action, result, target, value }: OperatedRecord): OrderAspect | undefined {
    const isStrict = this.strict.get(target);
    const aspect = Object.hasOwn(ASPECTS, action) ? ASPECTS[action] : undefined;
    if (result !== undefined || isStrict === undefined) return undefined;
    if (aspect !== 'prefetch' || value === undefined) return aspect;
    return value >= 1 && value <= (isStrict ? 1 : MAX_PREFETCH) ? aspect : undefined;
  }
}

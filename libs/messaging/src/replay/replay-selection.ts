import type { Topology } from '@warren/model';
import type { Journal } from '../journal/journal';
import type { JournalRecord, ProcessedRecord } from '../messages/journal-record';
import { BoundedSet } from './bounded-set';
import { nameReplay } from './name-replay';
import type { ReplayOrder } from './replay-order';

/** Events remembered as seen or done, so that a fan-out's records are one event. */
const MAX_REMEMBERED = 100_000;

/** An event that is to be published again. */
export interface SelectedEvent {
  readonly record: ProcessedRecord;
  /** The message id of the event it replays. */
  readonly original: string;
  /** The message id it gets. */
  readonly messageId: string;
}

/** What a record means to a replay: `passed` when it is not one of those asked for. */
export type ReplayDecision = 'passed' | 'skipped' | SelectedEvent;

/**
 * Decides record by record what is replayed. An event counts once, however many queues processed it
 * and however often it was replayed before, as long as fewer than 100,000 others lie between; further
 * apart it gets the same message id again, which the queue knows. That an event was handed on when its
 * time had come is not that it was processed: the records of the schedule's queue are passed.
 */
export class ReplaySelection {
  private readonly seen: BoundedSet;
  private readonly done: BoundedSet;

  constructor(
    private readonly order: ReplayOrder,
    private readonly journal: Pick<Journal, 'has'>,
    private readonly topology: Pick<Topology, 'schedule'>,
    capacity = MAX_REMEMBERED,
  ) {
    this.seen = new BoundedSet(capacity);
    this.done = new BoundedSet(capacity);
  }

  decide(record: JournalRecord): ReplayDecision {
    if (record.kind !== 'processed') return 'passed';
    const { messageId, queue, replayOf } = record.delivery;
    if (queue === this.topology.schedule.queue) return 'passed';
    const original = replayOf ?? messageId;
    if (queue === this.order.to) this.done.add(original);
    if (!this.isAskedFor(record) || this.seen.has(original)) return 'passed';
    this.seen.add(original);
    const selected = { record, original, messageId: this.idFor(original) };
    return this.isDone(selected) ? 'skipped' : selected;
  }

  private isAskedFor({ at, delivery, event }: ProcessedRecord): boolean {
    const { from, queues, tipos } = this.order;
    const since = typeof from === 'object' && 'time' in from ? from.time : undefined;
    return (
      (queues === undefined || queues.includes(delivery.queue)) &&
      (tipos === undefined || tipos.includes(event.tipo)) &&
      (since === undefined || at >= since)
    );
  }

  private idFor(original: string): string {
    const { force, run, to } = this.order;
    return force ? nameReplay(original, run, to) : original;
  }

  private isDone({ messageId, original }: SelectedEvent): boolean {
    const { force, to } = this.order;
    return this.journal.has(to, messageId) || (!force && this.done.has(original));
  }
}

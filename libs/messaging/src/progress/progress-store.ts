import type { Delivery } from '../messages/delivery';
import type { Projection } from '../journal/journal';
import type {
  DeadLetteredRecord,
  JournalRecord,
  ProgressRecord,
  RedrivenRecord,
} from '../messages/journal-record';
import { sizeOfRecord } from '../records/size-of-record';

/** Messages whose progress is kept; what was saved longest ago goes first. */
const MAX_KEPT = 10_000;
/** About how many bytes of it: ours has a few KiB each, and any client may write more. */
const MAX_KEPT_BYTES = 134_217_728;

type Place = Pick<Delivery, 'edits' | 'messageId' | 'queue'>;

interface Kept {
  readonly record: ProgressRecord;
  /** Whether its attempts are over: whichever run comes next, what that saves counts. */
  readonly isOver: boolean;
  readonly bytes: number;
}

/**
 * How far the handlers are with messages that are not done, from the journal. It is forgotten
 * when the message is processed or discarded, or redriven as another event. It is kept for one that
 * is dead-lettered: redriven as it was, it resumes where it was.
 */
export class ProgressStore implements Projection {
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;

  /** @param queues whose progress is kept; any client may write records of others. Absent: of all. */
  constructor(
    private readonly capacity = MAX_KEPT,
    private readonly capacityBytes = MAX_KEPT_BYTES,
    private readonly queues?: ReadonlySet<string>,
  ) {}

  apply(record: JournalRecord): void {
    if (record.kind === 'progress') this.keep(record);
    else if (record.kind === 'processed') this.forget(keyOf(record.delivery));
    else if (record.kind === 'discarded') this.forget(keyOf(record));
    else if (record.kind === 'redriven' && record.edited) this.forgetBefore(record);
    else if (record.kind === 'dead-lettered') this.end(record);
  }

  /** Ignores what was saved before an edit of the event, also while the journal lacks the edit. */
  of(place: Place): ProgressRecord | undefined {
    const record = this.kept.get(keyOf(place))?.record;
    return record?.delivery.edits === place.edits ? record : undefined;
  }

  /** Whether a later run of the handler has saved something already. */
  isGivenUp(delivery: Delivery): boolean {
    const kept = this.kept.get(keyOf(delivery));
    return (
      kept !== undefined && !kept.isOver && isLess(runOf(delivery), runOf(kept.record.delivery))
    );
  }

  /** The progress of the message across edits, for callers that must not lose it. */
  current(place: Omit<Place, 'edits'>): Readonly<Kept> | undefined {
    return this.kept.get(keyOf(place));
  }

  private keep(record: ProgressRecord): void {
    if (this.queues && !this.queues.has(record.delivery.queue)) return;
    const key = keyOf(record.delivery);
    const before = this.kept.get(key);
    if (before && !before.isOver && isBefore(record, before.record)) return;
    // One that is written again says what was known before, and no new run.
    if (record.againAt && before && !isBefore(before.record, record)) return;
    this.forget(key);
    const bytes = sizeOfRecord(record);
    this.kept.set(key, { record, bytes, isOver: record.isOver ?? false });
    this.bytes += bytes;
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.capacity && this.bytes <= this.capacityBytes) return;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.bytes -= this.kept.get(key)?.bytes ?? 0;
    this.kept.delete(key);
  }

  /** The record of a redrive may come after what the run that it began has saved. */
  private forgetBefore(redriven: RedrivenRecord): void {
    const key = keyOf(redriven);
    const saved = this.kept.get(key)?.record.delivery.redrives ?? 0;
    if (saved < (redriven.redrives ?? Infinity)) this.forget(key);
  }

  private end(letter: DeadLetteredRecord): void {
    const kept = this.kept.get(keyOf(letter));
    // One that is recorded again may be of the time before a redrive.
    if (!kept || kept.record.delivery.redrives > letter.redrives) return;
    this.kept.set(keyOf(letter), { ...kept, isOver: true });
  }
}

/**
 * Whether one was saved by an earlier run of the handler, or earlier in the same run: a run that was
 * given up may still save something, and must not take back what the next one has done. Only within
 * a run are times compared, so that clocks that differ do no harm.
 */
function isBefore(one: ProgressRecord, other: ProgressRecord): boolean {
  return isLess(
    [...runOf(one.delivery), one.at.getTime()],
    [...runOf(other.delivery), other.at.getTime()],
  );
}

function runOf({ attempt, redeliveries, redrives }: Delivery): readonly number[] {
  return [redrives, attempt, redeliveries];
}

function isLess(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
}

/** The name of a queue has no space in it. */
function keyOf({ messageId, queue }: Omit<Place, 'edits'>): string {
  return `${queue} ${messageId}`;
}

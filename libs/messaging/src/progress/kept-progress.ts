import type { Delivery } from '../consuming/deliveries/delivery';
import type { Projection } from '../journal/journal';
import type { JournalRecord, ProgressRecord } from '../journal/journal-record';

/** Messages whose progress is kept, each of a few KiB at most; what was saved longest ago goes first. */
const MOST_KEPT = 10_000;

type Place = Pick<Delivery, 'messageId' | 'queue'>;

/**
 * How far the handlers are with messages that are not done, as the journal tells it. It is forgotten
 * when the message is processed or discarded, or redriven as another event. It is kept for one that
 * is dead-lettered: redriven as it was, it goes on where it was.
 */
export class KeptProgress implements Projection {
  private readonly kept = new Map<string, ProgressRecord>();

  constructor(private readonly capacity = MOST_KEPT) {}

  apply(record: JournalRecord): void {
    if (record.kind === 'progress') this.keep(record);
    else if (record.kind === 'processed') this.kept.delete(keyOf(record.delivery));
    else if (record.kind === 'discarded') this.kept.delete(keyOf(record));
    else if (record.kind === 'redriven' && record.edited) this.kept.delete(keyOf(record));
  }

  of(place: Place): ProgressRecord | undefined {
    return this.kept.get(keyOf(place));
  }

  private keep(record: ProgressRecord): void {
    const key = keyOf(record.delivery);
    const before = this.kept.get(key);
    if (before && isBefore(record, before)) return;
    this.kept.delete(key);
    this.kept.set(key, record);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.capacity) return;
      this.kept.delete(oldest);
    }
  }
}

/**
 * Whether one was saved by an earlier run of the handler, or earlier in the same run: a run that was
 * given up may still save something, and must not take back what the next one has done. Only within
 * a run are times compared, so that clocks that differ do no harm.
 */
function isBefore(one: ProgressRecord, other: ProgressRecord): boolean {
  const [places, others] = [placesOf(one), placesOf(other)];
  const at = places.findIndex((place, index) => place !== others[index]);
  return at >= 0 && (places[at] ?? 0) < (others[at] ?? 0);
}

function placesOf({ at, delivery }: ProgressRecord): readonly number[] {
  return [delivery.redrives, delivery.attempt, delivery.redeliveries, at.getTime()];
}

/** The name of a queue has no space in it. */
function keyOf({ messageId, queue }: Place): string {
  return `${queue} ${messageId}`;
}

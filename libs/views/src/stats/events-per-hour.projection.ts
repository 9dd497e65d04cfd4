import { topology } from '@warren/contracts';
import type { JournalRecord, Projection } from '@warren/messaging';

const HOUR_MS = 3_600_000;
/** Rows kept; the oldest hours go first. A week of about 60 tipos. */
const MAX_ROWS = 10_000;
/** Hours kept, 60 days: the journal keeps seven. Any client may write records of any time. */
const MAX_HOURS = 1_440;
/** Tipos counted by themselves in each hour; what comes after them counts as OTHER. */
const MAX_TIPOS = 500;
/** The tipo of what is not counted by its own. */
export const OTHER = '(other)';
/** Messages of one generation that are known to be counted. Two are kept. */
const MAX_COUNTED = 100_000;

/** How many events of a tipo were processed in an hour. */
export interface HourCount {
  /** When the hour began, in milliseconds since 1970. */
  readonly hour: number;
  readonly tipo: string;
  readonly events: number;
}

/**
 * Counts processed events per tipo and hour; the tipos of an hour beyond 500 as OTHER. An event that several queues had counts
 * once in each; one that was put off does not count when it is handed on, but in the queues that get it then.
 * A record that the journal repeats is not counted again as long as fewer than 100,000 others came between;
 * one that is of more than an hour from now is not counted at all.
 */
export class EventsPerHour implements Projection {
  private readonly hours = new Map<number, Map<string, number>>();
  private counted = new Set<string>();
  private countedBefore = new Set<string>();
  private rows = 0;

  constructor(
    private readonly mostRows = MAX_ROWS,
    private readonly mostCounted = MAX_COUNTED,
  ) {}

  apply(record: JournalRecord): void {
    if (record.kind !== 'processed') return;
    const { delivery, event, at } = record;
    if (delivery.queue === topology.schedule.queue) return;
    if (at.getTime() > Date.now() + HOUR_MS) return;
    if (!this.isNew(`${delivery.queue} ${delivery.messageId}`)) return;
    const hour = Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;
    const tipos = this.hours.get(hour) ?? new Map<string, number>();
    this.hours.set(hour, tipos);
    const isCounted = tipos.has(event.tipo) || tipos.size < MAX_TIPOS;
    const tipo = isCounted ? event.tipo : OTHER;
    const events = tipos.get(tipo) ?? 0;
    if (events === 0) this.rows += 1;
    tipos.set(tipo, events + 1);
    this.forgetBeyondCapacity();
  }

  /** Every row, oldest hour first and by tipo. */
  read(): HourCount[] {
    return [...this.hours]
      .sort(([one], [other]) => one - other)
      .flatMap(([hour, tipos]) =>
        [...tipos]
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([tipo, events]) => ({ hour, tipo, events })),
      );
  }

  /** Two generations, so that the oldest can be forgotten at once. */
  private isNew(key: string): boolean {
    if (this.counted.has(key) || this.countedBefore.has(key)) return false;
    if (this.counted.size >= this.mostCounted) {
      this.countedBefore = this.counted;
      this.counted = new Set();
    }
    this.counted.add(key);
    return true;
  }

  private forgetBeyondCapacity(): void {
    while (this.rows > this.mostRows || this.hours.size > MAX_HOURS) {
      const oldest = Math.min(...this.hours.keys());
      const tipos = this.hours.get(oldest) ?? new Map<string, number>();
      const [first] = tipos.keys();
      if (first !== undefined) tipos.delete(first);
      if (tipos.size === 0) this.hours.delete(oldest);
      this.rows -= 1;
    }
  }
}

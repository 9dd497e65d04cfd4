import { topology } from '@warren/contracts';
import type { JournalRecord, Projection } from '@warren/messaging';
import { RecentKeys } from './recent-keys';

const HOUR_MS = 3_600_000;
/** Rows kept; the oldest hours go first. A week of about 60 tipos. */
const MAX_ROWS = 10_000;
/** Hours kept, 60 days: the journal keeps seven. Any client may write records of any time. */
const MAX_HOURS = 1_440;
/** Tipos counted by themselves in each hour; what comes after them counts as OTHER. */
const MAX_TIPOS = 500;
/** Of a tipo, three times what an event may have: it counts an emoji of three as one. */
const MAX_TIPO_CHARS = 3 * 128;
/** Of all tipos as they are answered; the oldest hours go first. Any client may write records. */
const MAX_NAME_BYTES = 3 * 1_048_576;
/** The tipo of what is not counted by its own. */
export const OTHER = '(other)';

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
  private readonly counted: RecentKeys;
  private rows = 0;
  private nameBytes = 0;

  constructor(
    private readonly mostRows = MAX_ROWS,
    mostCounted?: number,
    private readonly mostNameBytes = MAX_NAME_BYTES,
  ) {
    this.counted = new RecentKeys(mostCounted);
  }

  apply(record: JournalRecord): void {
    if (record.kind !== 'processed') return;
    const { delivery, event, at } = record;
    if (delivery.queue === topology.schedule.queue) return;
    if (at.getTime() > Date.now() + HOUR_MS) return;
    if (!this.counted.isNew(`${delivery.queue} ${delivery.messageId}`)) return;
    const hour = Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;
    const tipos = this.hours.get(hour) ?? new Map<string, number>();
    this.hours.set(hour, tipos);
    const isCounted = tipos.has(event.tipo) || tipos.size < MAX_TIPOS;
    const tipo = isCounted && event.tipo.length <= MAX_TIPO_CHARS ? event.tipo : OTHER;
    const events = tipos.get(tipo) ?? 0;
    if (events === 0) this.addRows(1, tipo);
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

  private addRows(count: 1 | -1, tipo: string): void {
    this.rows += count;
    this.nameBytes += count * Buffer.byteLength(JSON.stringify(tipo));
  }

  private get isBeyondCapacity(): boolean {
    if (this.nameBytes > this.mostNameBytes) return true;
    return this.rows > this.mostRows || this.hours.size > MAX_HOURS;
  }

  private forgetBeyondCapacity(): void {
    while (this.isBeyondCapacity) {
      const oldest = Math.min(...this.hours.keys());
      const tipos = this.hours.get(oldest) ?? new Map<string, number>();
      const [first = ''] = tipos.keys();
      tipos.delete(first);
      if (tipos.size === 0) this.hours.delete(oldest);
      this.addRows(-1, first);
    }
  }
}

import { BUCKETS, bucketOf, countIn } from './duration-buckets';
import { MAX_AHEAD_MS } from './series-steps';

/** What is counted. */
export const COUNTED = ['in', 'processed', 'failed', 'dead'] as const;
/** What is measured in milliseconds. */
export const MEASURED = ['wait', 'run'] as const;

export type Counted = (typeof COUNTED)[number];
export type Measured = (typeof MEASURED)[number];

interface Slots {
  /** Which step each slot is of: the time divided by the step. */
  readonly numbers: Uint32Array;
  readonly counts: Uint32Array;
  readonly durations: Uint16Array;
  /** How many durations were measured. */
  readonly measured: Uint32Array;
  /** Of how many of them one is in the buckets, as a power of two. */
  readonly shifts: Uint8Array;
}

/**
 * Counts and durations by steps of time, for a fixed time back: a later step takes the place of the
 * oldest. 274 bytes a step, from the first record on.
 */
export class SeriesRing {
  private readonly length: number;
  private slots?: Slots;

  constructor(
    readonly stepMs: number,
    keptMs: number,
  ) {
    this.length = Math.ceil((keptMs + MAX_AHEAD_MS) / stepMs) + 1;
  }

  count(metric: Counted, atMs: number): void {
    const slot = this.slotAt(atMs);
    if (slot < 0) return;
    const { counts } = this.slots as Slots;
    const place = slot * COUNTED.length + COUNTED.indexOf(metric);
    counts[place] = (counts[place] as number) + 1;
  }

  measure(metric: Measured, atMs: number, ms: number): void {
    const slot = this.slotAt(atMs);
    if (slot < 0) return;
    const { measured, shifts } = this.slots as Slots;
    const place = placeOf(metric, slot);
    measured[place] = (measured[place] as number) + 1;
    const shift = shifts[place] as number;
    // Buckets have 16 bits: of very many one of two counts, then of four, however they are in order.
    if ((measured[place] & (2 ** shift - 1)) !== 0) return;
    if (countIn(this.bucketsAt(place), bucketOf(ms))) shifts[place] = shift + 1;
  }

  /** What was counted in the step that begins then. */
  read(metric: Counted, stepStartMs: number): number {
    const slot = this.find(stepStartMs);
    if (slot < 0) return 0;
    return this.slots?.counts[slot * COUNTED.length + COUNTED.indexOf(metric)] as number;
  }

  /** Adds the durations of the step that begins then to these buckets; how many they are. */
  addTo(sum: Float64Array, metric: Measured, stepStartMs: number): number {
    const slot = this.find(stepStartMs);
    if (slot < 0) return 0;
    const { measured, shifts } = this.slots as Slots;
    const place = placeOf(metric, slot);
    const weight = 2 ** (shifts[place] as number);
    this.bucketsAt(place).forEach((count, each) => {
      sum[each] = (sum[each] as number) + weight * count;
    });
    return measured[place] as number;
  }

  private find(stepStartMs: number): number {
    const number = Math.floor(stepStartMs / this.stepMs);
    const slot = number % this.length;
    return this.slots?.numbers[slot] === number ? slot : -1;
  }

  /** The slot of this time, emptied if it was an older one's; -1 when it is a later one's. */
  private slotAt(atMs: number): number {
    const slots = (this.slots ??= this.allocate());
    const number = Math.floor(atMs / this.stepMs);
    const slot = number % this.length;
    const holder = slots.numbers[slot] as number;
    if (holder > number) return -1;
    if (holder < number) this.empty(slots, slot, number);
    return slot;
  }

  private empty(slots: Slots, slot: number, number: number): void {
    slots.numbers[slot] = number;
    slots.counts.fill(0, slot * COUNTED.length, (slot + 1) * COUNTED.length);
    const [first, end] = [slot * MEASURED.length, (slot + 1) * MEASURED.length];
    slots.durations.fill(0, first * BUCKETS, end * BUCKETS);
    slots.measured.fill(0, first, end);
    slots.shifts.fill(0, first, end);
  }

  private bucketsAt(place: number): Uint16Array {
    return (this.slots as Slots).durations.subarray(place * BUCKETS, (place + 1) * BUCKETS);
  }

  private allocate(): Slots {
    return {
      numbers: new Uint32Array(this.length),
      counts: new Uint32Array(this.length * COUNTED.length),
      durations: new Uint16Array(this.length * MEASURED.length * BUCKETS),
      measured: new Uint32Array(this.length * MEASURED.length),
      shifts: new Uint8Array(this.length * MEASURED.length),
    };
  }
}

function placeOf(metric: Measured, slot: number): number {
  return slot * MEASURED.length + MEASURED.indexOf(metric);
}

import type { DeadLetter } from '@warren/messaging';
import { OTHER } from '@warren/views';

const HOUR_MS = 3_600_000;
/** Names that are counted apart, of one group. */
const MAX_NAMES = 16;
const MAX_CHARS = 255;
/** Open ones of a group, the newest, of which the workers are looked for. */
const SAMPLE = 64;
/** In a sparkline. */
const BUCKETS = 48;
const NONE = '(none)';
/** In place of a name that is not known. */
export const UNKNOWN = '(unknown)';

/** How many are of each name, the most first. */
export type Shares = readonly { readonly name: string; readonly count: number }[];

/** What the dead letters of one group have in common, and when they came. */
export class GroupFacts {
  /** Of all that are kept, settled ones too. */
  private readonly buckets = new Array<number>(BUCKETS).fill(0);
  lastHour = 0;
  /** When the first of them died, in milliseconds since 1970. */
  firstMs = Infinity;
  open = 0;
  settled = 0;
  private readonly sample: DeadLetter[] = [];
  private readonly tipos = new NameCounts();
  private readonly fromMs: number;
  private readonly stepMs: number;

  /** @param nowMs the broker's time; what came later is in no bucket. */
  constructor(
    private readonly nowMs: number,
    hours: number,
  ) {
    this.stepMs = (hours * HOUR_MS) / BUCKETS;
    // Buckets stand still while time goes on.
    this.fromMs = (Math.floor(nowMs / this.stepMs) + 1 - BUCKETS) * this.stepMs;
  }

  /** In the order of the journal. */
  add(letter: DeadLetter): void {
    const atMs = letter.record.at.getTime();
    this.firstMs = Math.min(this.firstMs, atMs);
    const bucket = Math.floor((atMs - this.fromMs) / this.stepMs);
    if (bucket >= 0 && bucket < BUCKETS) this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    if (atMs > this.nowMs - HOUR_MS && atMs <= this.nowMs) this.lastHour += 1;
    if (letter.state !== 'open') {
      this.settled += 1;
      return;
    }
    this.open += 1;
    this.tipos.add(letter.tipo ?? NONE);
    this.sample.push(letter);
    if (this.sample.length >= 2 * SAMPLE) this.sample.splice(0, SAMPLE);
  }

  /** Of those that are open, 64 at most. */
  get newest(): readonly DeadLetter[] {
    return this.sample.slice(-SAMPLE);
  }

  get trend(): { from: Date; stepSeconds: number; counts: readonly number[] } {
    return { from: new Date(this.fromMs), stepSeconds: this.stepMs / 1_000, counts: this.buckets };
  }

  get tipoShares(): Shares {
    return this.tipos.shares();
  }
}

/** Counts by name; beyond 16 names the others are one. */
export class NameCounts {
  private readonly counts = new Map<string, number>();

  add(name: string): void {
    const isKnown = this.counts.has(name);
    const hasPlace = name.length <= MAX_CHARS && this.counts.size < MAX_NAMES;
    const key = isKnown || hasPlace ? name : OTHER;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  shares(): Shares {
    const all = [...this.counts].map(([name, count]) => ({ name, count }));
    return all.sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
  }
}

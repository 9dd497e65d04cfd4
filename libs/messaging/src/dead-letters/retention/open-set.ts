/** Where in the stream something was recorded last. */
export interface Position {
  readonly offset: number;
  /** Bytes of the stream that were read up to there. */
  readonly bytes: number;
  /** Records that were read up to there. */
  readonly records: number;
  /** About when it was recorded, milliseconds since 1970. */
  readonly at: number;
}

/** Something open, and where it is recorded. */
export interface OpenEntry<R> {
  readonly key: string;
  readonly record: R;
  /** Where it was recorded first. */
  readonly firstOffset: number;
  readonly position: Position;
  readonly size: number;
  /** When it was last handed out to be written again; not before the process began: -Infinity. */
  handedOutAt: number;
}

/** How much may be open: what was recorded longest ago is given up first. */
export interface OpenBounds {
  readonly count: number;
  readonly bytes: number;
}

/** Time for a record that was written again to come back from the stream before it is tried once more. */
const RETRY_AFTER_MS = 10_000;

/** What is open, in the order in which it was recorded last. */
export class OpenSet<R> {
  private readonly entries = new Map<string, OpenEntry<R>>();
  private bytes = 0;
  /** How many were given up for want of room, since the process began. */
  givenUp = 0;

  constructor(readonly bounds: OpenBounds) {}

  get size(): number {
    return this.entries.size;
  }

  /** The share of its bounds that is used, from 0 to 1. */
  get fill(): number {
    return Math.max(this.entries.size / this.bounds.count, this.bytes / this.bounds.bytes);
  }

  /** Open, and recorded there. */
  keep(
    key: string,
    record: R,
    at: Position & { readonly firstOffset: number },
    size: number,
  ): void {
    this.close(key);
    const { firstOffset, ...position } = at;
    const entry = { key, record, firstOffset, position, size, handedOutAt: -Infinity };
    this.entries.set(key, entry);
    this.bytes += size;
    this.giveUpBeyondBounds();
  }

  /** Where that is recorded which was recorded longest ago. */
  get oldest(): Position | undefined {
    const [first] = this.entries.values();
    return first?.position;
  }

  get(key: string): OpenEntry<R> | undefined {
    return this.entries.get(key);
  }

  /** Removes one that was settled. */
  close(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.bytes -= entry.size;
  }

  /** Forgets all of it. */
  clear(): void {
    this.entries.clear();
    this.bytes = 0;
  }

  /** Hands out what is to be written again, what was recorded longest ago first, up to `count`. */
  takeDue(isDue: (position: Position) => boolean, count: number, nowMs: number): OpenEntry<R>[] {
    const due: OpenEntry<R>[] = [];
    for (const entry of this.entries.values()) {
      if (due.length >= count || !isDue(entry.position)) break;
      if (entry.handedOutAt + RETRY_AFTER_MS > nowMs) continue;
      entry.handedOutAt = nowMs;
      due.push(entry);
    }
    return due;
  }

  private giveUpBeyondBounds(): void {
    for (const key of this.entries.keys()) {
      if (this.entries.size <= this.bounds.count && this.bytes <= this.bounds.bytes) return;
      this.close(key);
      this.givenUp += 1;
    }
  }
}

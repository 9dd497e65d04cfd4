import type { MessageEntry } from './message-entry';

/**
 * Entries in the order of their last records. An entry that is recorded again leaves a gap and goes
 * to the end; gaps are closed when there are more of them than entries.
 */
export class RecordedOrder {
  private places: (MessageEntry | undefined)[] = [];
  private offsets: number[] = [];
  /** Everything before it is a gap. */
  private head = 0;
  private live = 0;

  get size(): number {
    return this.live;
  }

  get oldest(): MessageEntry | undefined {
    while (this.head < this.places.length && this.places[this.head] === undefined) this.head += 1;
    return this.places[this.head];
  }

  /** @param entry with the greatest offset of all. */
  append(entry: MessageEntry): void {
    if (this.places.length > 2 * this.live + 1_024) this.closeGaps();
    this.places.push(entry);
    this.offsets.push(entry.offset);
    this.live += 1;
  }

  /** To be called while the entry has the offset it was appended with. */
  remove(entry: MessageEntry): void {
    const place = this.placeBefore(entry.offset + 1);
    if (this.places[place] !== entry) return;
    this.places[place] = undefined;
    this.live -= 1;
  }

  /** The entries before an offset, newest first. What is recorded again meanwhile is passed over. */
  *backFrom(offset: number): Generator<MessageEntry> {
    let { places } = this;
    let before = offset;
    for (let place = this.placeBefore(before); place >= this.head; place -= 1) {
      if (places !== this.places) {
        // Gaps were closed since the last one.
        ({ places } = this);
        place = this.placeBefore(before);
      }
      const entry = places[place];
      if (entry === undefined) continue;
      before = entry.offset;
      yield entry;
    }
  }

  /** The newest of those before an offset, newest first, up to `size`; for walks that count every entry. */
  chunkBefore(offset: number, size: number): MessageEntry[] {
    const chunk: MessageEntry[] = [];
    for (let place = this.placeBefore(offset); place >= this.head && chunk.length < size; place--) {
      const entry = this.places[place];
      if (entry !== undefined) chunk.push(entry);
    }
    return chunk;
  }

  /** All entries, the oldest first, with gaps; it is the caller's. */
  snapshot(): (MessageEntry | undefined)[] {
    return this.places.slice(this.head);
  }

  /** The last place whose offset is less than `offset`; -1 when there is none. */
  private placeBefore(offset: number): number {
    let low = 0;
    let high = this.offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.offsets[middle] ?? Infinity) < offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  private closeGaps(): void {
    this.places = this.places.filter((entry) => entry !== undefined);
    this.offsets = this.places.map((entry) => entry?.offset ?? 0);
    this.head = 0;
  }
}

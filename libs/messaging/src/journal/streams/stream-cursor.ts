/** Where a stream is read from, as RabbitMQ takes it ("Streams", Consuming, `x-stream-offset`). */
export type StreamOffset = 'first' | 'next' | number | Date;

/** Entries passed over one by one where the stream may begin; behind them it searches. */
const MAX_ONE_BY_ONE = 16;
/** Refusals in a row without a pause: enough for a search in any stream. */
const MAX_UNPACED = 100;

/** Entries from the first to the last of them. */
export interface EntryRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Decides where a reader of a stream continues. Reads past entries that the broker cannot hand over:
 * RabbitMQ 4 takes some messages from AMQP 1.0 clients that it cannot convert to AMQP 0-9-1, and closes
 * the connection instead (docs/adr/0014).
 *
 * After the first refusal the reader asks for one entry alone, so that a second one proves which entry
 * it is. Where entries follow one another, exactly that entry is passed over. Where the first entry that
 * is kept is not known, more than 16 refusals lead to a search for an entry that can be handed over. It
 * finds the nearest one, unless other entries that cannot be handed over lie in between: then entries
 * before those may be passed over with them. `takeGap` says which.
 *
 * Before the first entry has come, it is not known where the stream begins: what is passed over until then
 * may never have been there. `takeProved` gives those that are known to have been, `takeGap` the others.
 *
 * From a date, a refusal before the first entry has come restarts the reading at the beginning of the
 * stream.
 */
export class StreamCursor {
  private next?: number;
  private isAlone = false;
  /** Whether entries follow one another from `next` on. */
  private isKnown = false;
  /** Whether the beginning of the stream is guessed to be 0. */
  private isGuess = false;
  /** Passed over on that guess, which the entry that came next has confirmed. */
  private proved: number[] = [];
  /** The entry that was passed over last. */
  private passed?: number;
  /** In a row. */
  private refusals = 0;
  /** Of the search: the newest offset at which nothing came, and the oldest at which an entry did. */
  private low?: number;
  private high?: number;
  /** Where the search began, and what it passed over once it has ended. */
  private searchedFrom?: number;
  private gap?: EntryRange;

  /** @param last an entry that is there, not before those that are wanted. */
  constructor(
    private readonly from: StreamOffset,
    private readonly last = 0,
  ) {
    if (typeof from === 'number') this.next = from;
  }

  /** The offset that is asked for next, once an entry was received or a number was asked for. */
  get position(): number | undefined {
    return this.next;
  }

  /** What to ask the broker for; `isAlone`: one entry and no more. */
  get request(): { readonly from: StreamOffset; readonly isAlone: boolean } {
    return { from: this.next ?? this.from, isAlone: this.isAlone };
  }

  /** Whether there were more refusals in a row than single entries explain: then attempts are paced. */
  get isPaced(): boolean {
    return this.refusals > MAX_UNPACED;
  }

  /** Entries before the one received that were passed over and not returned by `refuse`; once each. */
  takeProved(): number[] {
    const { proved } = this;
    this.proved = [];
    return proved;
  }

  /** The entries that a search has passed over; once for each search. */
  takeGap(): EntryRange | undefined {
    const { gap } = this;
    this.gap = undefined;
    return gap;
  }

  /** The connection was lost for another reason, which proves nothing; the stream may begin later by now. */
  lost(): void {
    this.isKnown = false;
    // A search asks for one entry each time.
    this.isAlone = this.low !== undefined;
  }

  /** @returns whether the entry is to be read; one before the next was read already. */
  receive(offset: number): boolean {
    if (this.next !== undefined && offset < this.next) return false;
    // A later one than was asked for is the first that is kept.
    if (this.low !== undefined && offset === this.next && offset > this.low + 1) {
      this.high = offset;
      this.next = between(this.low, offset);
      return false;
    }
    if (this.isGuess && this.next) {
      const follows = offset === this.next && this.searchedFrom === undefined;
      if (follows) this.proved = Array.from({ length: offset }, (_, entry) => entry);
      else this.searchedFrom = 0;
    }
    if (this.searchedFrom !== undefined) this.gap = { from: this.searchedFrom, to: offset - 1 };
    this.isGuess = false;
    this.next = offset + 1;
    this.isKnown = true;
    this.isAlone = false;
    this.refusals = 0;
    this.low = this.high = this.searchedFrom = undefined;
    return true;
  }

  /**
   * The broker granted the request and closed the connection instead of handing over the entry.
   *
   * @returns the entry that is passed over, if that is decided now.
   */
  refuse(): number | undefined {
    // By now the stream's next entry is another one.
    if (this.next === undefined && this.from === 'next') return undefined;
    this.isGuess ||= this.next === undefined;
    this.next ??= 0;
    if (!this.isAlone) {
      this.isAlone = true;
      return undefined;
    }
    this.refusals += 1;
    if (this.isKnown || this.refusals <= MAX_ONE_BY_ONE) {
      // Behind two in a row the next one is likely another.
      this.isAlone = this.passed === this.next - 1;
      this.passed = this.next++;
      return this.isGuess ? undefined : this.passed;
    }
    this.low = this.next;
    this.searchedFrom ??= this.low;
    this.next = this.search(this.low);
    return undefined;
  }

  /** Doubles its steps up to an entry that is there, and halves them again behind the first that came. */
  private search(low: number): number {
    if (this.high !== undefined && this.high > low) return between(low, this.high);
    const step = 2 ** (this.refusals - MAX_ONE_BY_ONE);
    return Math.max(low + 1, Math.min(low + step, this.last));
  }
}

function between(low: number, high: number): number {
  return low + Math.ceil((high - low) / 2);
}

import { readJson } from '@warren/model';
import type { ActedRecord, DeadLetteredRecord } from '../../messages/journal-record';
import { sizeOfRecord } from '../../records/size-of-record';
import type { DeadLetter, DeadLetterState } from './dead-letter';
import { groupOf } from './group-dead-letters';
import { SearchedBody, textOf } from './searched-body';

/** A dead letter in memory; only what became of it changes. */
export class StoredDeadLetter implements DeadLetter {
  state: DeadLetterState = 'open';
  action?: ActedRecord;
  /** The last discard that was taken back. */
  takenBack?: ActedRecord;
  isForgotten = false;
  readonly group: string;
  readonly eventId?: string;
  readonly tipo?: string;
  private readonly recordBytes: number;
  /** With what was done about it. */
  bytes: number;
  readonly text: SearchedBody;

  /** @param offset of its record in the journal. */
  constructor(
    readonly record: DeadLetteredRecord,
    readonly offset: number,
  ) {
    this.group = groupOf(record);
    this.text = new SearchedBody(record);
    const { id, tipo } = readEvent(record);
    this.eventId = typeof id === 'string' ? id : undefined;
    this.tipo = typeof tipo === 'string' ? tipo : textOr(record.properties.type, undefined);
    this.recordBytes = sizeOfRecord(record);
    this.bytes = this.recordBytes;
  }

  /** Only from the state that allows it. */
  take(action: ActedRecord): void {
    if (action.kind === 'restored') this.takenBack = this.action;
    this.state = action.kind === 'restored' ? 'open' : action.kind;
    this.action = action;
    const { takenBack } = this;
    this.bytes =
      this.recordBytes + sizeOfRecord(action) + (takenBack ? sizeOfRecord(takenBack) : 0);
  }
}

/** With fewer forgotten ones the list of them is left as it is. */
const WORTH_COMPACTING = 1_000;

/**
 * Dead letters in the order of the journal, at most `capacity` of them and about `capacityBytes`; the
 * newest is kept in any case. Of what has to go, the settled ones go first, then the oldest.
 */
export class DeadLetterStore {
  private readonly byId = new Map<string, StoredDeadLetter>();
  /** What was forgotten since the last compaction is still in these two. */
  private order: StoredDeadLetter[] = [];
  private settled: StoredDeadLetter[] = [];
  private oldest = 0;
  private firstSettled = 0;
  private bytes = 0;

  constructor(
    private readonly capacity: number,
    private readonly capacityBytes: number,
  ) {}

  get(deadLetterId: string): StoredDeadLetter | undefined {
    return this.byId.get(deadLetterId);
  }

  /** @returns what had to be forgotten for it. */
  add(letter: StoredDeadLetter): StoredDeadLetter[] {
    const forgotten: StoredDeadLetter[] = [];
    while (!this.hasRoomFor(letter)) forgotten.push(this.forgetOne());
    this.byId.set(letter.record.deadLetterId, letter);
    this.place(letter);
    this.bytes += letter.bytes;
    this.compact();
    return forgotten;
  }

  /**
   * The first action counts; one that was discarded may be restored.
   *
   * @returns what had to be forgotten, since an action takes room too.
   */
  act(letter: StoredDeadLetter, action: ActedRecord): StoredDeadLetter[] {
    const isRestore = action.kind === 'restored';
    if (letter.state !== (isRestore ? 'discarded' : 'open')) return [];
    this.bytes -= letter.bytes;
    letter.take(action);
    this.bytes += letter.bytes;
    if (!isRestore) this.settled.push(letter);
    this.compact();
    const forgotten: StoredDeadLetter[] = [];
    while (this.byId.size > 1 && this.bytes > this.capacityBytes) forgotten.push(this.forgetOne());
    return forgotten;
  }

  /** The oldest first. Others may come and go between two of them. */
  *oldestFirst(): Generator<StoredDeadLetter, void, void> {
    for (let at = this.oldest; at < this.order.length; at += 1) {
      const letter = this.order[at];
      if (!letter || letter.isForgotten) continue;
      yield letter;
      if (this.order[at] !== letter) at = this.placeOf(letter.offset + 1) - 1;
    }
  }

  /** Those before this offset, the newest first. Others may come and go between two of them. */
  *newestFirst(before = Infinity): Generator<StoredDeadLetter, void, void> {
    for (let at = this.placeOf(before) - 1; at >= this.oldest; at -= 1) {
      const letter = this.order[at];
      if (!letter || letter.isForgotten) continue;
      yield letter;
      if (this.order[at] !== letter) at = this.placeOf(letter.offset);
    }
  }

  /** By its offset: nearly always the newest; one that was written again may be older. */
  private place(letter: StoredDeadLetter): void {
    const { order } = this;
    const last = order.at(-1)?.offset ?? -1;
    if (last <= letter.offset) order.push(letter);
    else order.splice(this.placeOf(letter.offset + 1), 0, letter);
  }

  /** The first place with this offset or a greater one; what is before `oldest` is in no order. */
  private placeOf(offset: number): number {
    let [low, high] = [this.oldest, this.order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.order[middle] as StoredDeadLetter).offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private hasRoomFor({ bytes }: StoredDeadLetter): boolean {
    const count = this.byId.size;
    return count === 0 || (count < this.capacity && this.bytes + bytes <= this.capacityBytes);
  }

  private forgetOne(): StoredDeadLetter {
    const letter = this.takeSettled() ?? this.takeOldest();
    letter.isForgotten = true;
    this.byId.delete(letter.record.deadLetterId);
    this.bytes -= letter.bytes;
    return letter;
  }

  /** Without those that were restored since, or discarded a second time and forgotten. */
  private takeSettled(): StoredDeadLetter | undefined {
    for (;;) {
      const letter = this.settled[this.firstSettled];
      if (letter === undefined) return undefined;
      this.firstSettled += 1;
      if (isSettled(letter)) return letter;
    }
  }

  /** Only while none is settled, so what is not forgotten is open. */
  private takeOldest(): StoredDeadLetter {
    for (;;) {
      const letter = this.order[this.oldest++];
      if (letter === undefined) throw new Error('nothing is left to forget');
      if (!letter.isForgotten) return letter;
    }
  }

  private compact(): void {
    if (this.order.length - this.byId.size >= WORTH_COMPACTING + this.byId.size) {
      this.order = this.order.slice(this.oldest).filter((each) => !each.isForgotten);
      this.oldest = 0;
    }
    // One that is discarded and restored over and over is in it as often.
    const isCrowded = this.settled.length >= 2 * (WORTH_COMPACTING + this.byId.size);
    if (this.firstSettled >= WORTH_COMPACTING || isCrowded) {
      const settled = this.settled.slice(this.firstSettled);
      this.settled = isCrowded ? [...new Set(settled)].filter(isSettled) : settled;
      this.firstSettled = 0;
    }
  }
}

function isSettled({ isForgotten, state }: StoredDeadLetter): boolean {
  return !isForgotten && state !== 'open';
}

/** The sender's own id and the tipo, as far as the body of a dead letter has them. */
export function readEvent(record: DeadLetteredRecord): { id?: unknown; tipo?: unknown } {
  return readJson(textOf(record) ?? '') ?? {};
}

function textOr(value: unknown, otherwise: undefined): string | undefined {
  return typeof value === 'string' ? value : otherwise;
}

/** What dead letters of one message in one queue have in common. */
export function lifeOf({
  queue,
  messageId,
}: Pick<DeadLetteredRecord, 'messageId' | 'queue'>): string {
  return `${queue} ${messageId}`;
}

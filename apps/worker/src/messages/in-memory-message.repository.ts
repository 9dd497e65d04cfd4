import type { ProcessedRecord } from '@warren/messaging';
import { MessageRepository, type MessagePage, type MessageQuery } from './message.repository';

interface Kept {
  readonly record: ProcessedRecord;
  readonly bytes: number;
}

/**
 * Keeps the newest `capacity` messages in a ring, and fewer when they take more than about
 * `capacityBytes`; the newest is kept in any case. Each has a number that only grows, which is the
 * cursor of pages: a page stays true while newer messages arrive.
 */
export class InMemoryMessageRepository extends MessageRepository {
  private readonly ring: (Kept | undefined)[] = [];
  /** The numbers of the messages kept, by message id. */
  private readonly numbers = new Map<string, number[]>();
  private oldest = 0;
  private next = 0;
  private bytes = 0;

  constructor(
    private readonly capacity: number,
    private readonly capacityBytes: number,
  ) {
    super();
  }

  save(record: ProcessedRecord): void {
    const { messageId, queue } = record.delivery;
    const known = this.numbers.get(messageId) ?? [];
    if (known.some((number) => this.at(number).delivery.queue === queue)) return;
    const kept = { record, bytes: sizeOf(record) };
    while (!this.hasRoomFor(kept)) this.forgetOldest();
    this.ring[this.next % this.capacity] = kept;
    this.numbers.set(messageId, [...(this.numbers.get(messageId) ?? []), this.next]);
    this.bytes += kept.bytes;
    this.next += 1;
  }

  find(query: MessageQuery): MessagePage {
    const found: ProcessedRecord[] = [];
    let older: number | undefined;
    for (let number = this.newestBefore(query.before); number >= this.oldest; number -= 1) {
      const record = this.at(number);
      if (!matches(record, query)) continue;
      if (found.length === query.limit) return { messages: found.reverse(), older };
      found.push(record);
      older = number;
    }
    return { messages: found.reverse() };
  }

  findByMessageId(messageId: string): readonly ProcessedRecord[] {
    return (this.numbers.get(messageId) ?? []).map((number) => this.at(number));
  }

  private hasRoomFor({ bytes }: Kept): boolean {
    const count = this.next - this.oldest;
    return count === 0 || (count < this.capacity && this.bytes + bytes <= this.capacityBytes);
  }

  private newestBefore(cursor = this.next): number {
    return Math.min(cursor, this.next) - 1;
  }

  private at(number: number): ProcessedRecord {
    return (this.ring[number % this.capacity] as Kept).record;
  }

  private forgetOldest(): void {
    const slot = this.oldest % this.capacity;
    const { record, bytes } = this.ring[slot] as Kept;
    const { messageId } = record.delivery;
    const left = (this.numbers.get(messageId) ?? []).filter((each) => each !== this.oldest);
    if (left.length > 0) this.numbers.set(messageId, left);
    else this.numbers.delete(messageId);
    this.ring[slot] = undefined;
    this.bytes -= bytes;
    this.oldest += 1;
  }
}

/** About what it takes in memory: the part of it that grows with what is sent. */
function sizeOf({ event, delivery }: ProcessedRecord): number {
  return JSON.stringify(event).length + JSON.stringify(delivery.headers).length;
}

function matches({ event, delivery }: ProcessedRecord, query: MessageQuery): boolean {
  return (
    (query.queue === undefined || query.queue === delivery.queue) &&
    (query.tipo === undefined || query.tipo === event.tipo) &&
    (query.id === undefined || query.id === event.id) &&
    (query.messageId === undefined || query.messageId === delivery.messageId)
  );
}

import { MessageRepository, type MessagePage, type MessageQuery } from './message.repository';
import type { StoredMessage } from './stored-message';

/**
 * Keeps the newest `capacity` messages in a ring. Each has a number that only grows, which is the
 * cursor of pages: a page stays true while newer messages arrive.
 */
export class InMemoryMessageRepository extends MessageRepository {
  private readonly ring: StoredMessage[] = [];
  /** The numbers of the messages kept, by message id. */
  private readonly numbers = new Map<string, number[]>();
  private next = 0;

  constructor(private readonly capacity: number) {
    super();
  }

  save(message: StoredMessage): void {
    const { messageId, queue } = message.delivery;
    const known = this.numbers.get(messageId) ?? [];
    if (known.some((number) => this.at(number).delivery.queue === queue)) return;
    if (this.next >= this.capacity) this.forget(this.next - this.capacity);
    this.ring[this.next % this.capacity] = message;
    this.numbers.set(messageId, [...(this.numbers.get(messageId) ?? []), this.next]);
    this.next += 1;
  }

  find(query: MessageQuery): MessagePage {
    const found: StoredMessage[] = [];
    let older: number | undefined;
    for (let number = this.newestBefore(query.before); number >= this.oldest; number -= 1) {
      const message = this.at(number);
      if (!matches(message, query)) continue;
      if (found.length === query.limit) return { messages: found.reverse(), older };
      found.push(message);
      older = number;
    }
    return { messages: found.reverse() };
  }

  findByMessageId(messageId: string): readonly StoredMessage[] {
    return (this.numbers.get(messageId) ?? []).map((number) => this.at(number));
  }

  private get oldest(): number {
    return Math.max(0, this.next - this.capacity);
  }

  private newestBefore(cursor = this.next): number {
    return Math.min(cursor, this.next) - 1;
  }

  private at(number: number): StoredMessage {
    return this.ring[number % this.capacity] as StoredMessage;
  }

  private forget(number: number): void {
    const { messageId } = this.at(number).delivery;
    const left = (this.numbers.get(messageId) ?? []).filter((each) => each !== number);
    if (left.length > 0) this.numbers.set(messageId, left);
    else this.numbers.delete(messageId);
  }
}

function matches({ event, delivery }: StoredMessage, query: MessageQuery): boolean {
  return (
    (query.queue === undefined || query.queue === delivery.queue) &&
    (query.tipo === undefined || query.tipo === event.tipo) &&
    (query.id === undefined || query.id === event.id) &&
    (query.messageId === undefined || query.messageId === delivery.messageId)
  );
}

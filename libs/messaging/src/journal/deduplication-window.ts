import { isOfThisVersion } from '../decoding/hash-event';

/** Of an event whose record has no hash, or one of another version. An event that has this hash by chance never counts as another one. */
const UNKNOWN = 0;

/** Knows the newest messages that were processed, each by its queue and its id, and the hash of its event. */
export class DeduplicationWindow {
  /** By queue and id its place in the rings. */
  private readonly known = new Map<string, Map<string, number>>();
  private readonly queues: string[] = [];
  private readonly ids: string[] = [];
  /** The hash of the event, as a number that V8 keeps without an object: 32 bits with a sign. */
  private readonly hashes: number[] = [];
  /** Where in the rings the next one goes. */
  private next = 0;

  /** @param capacity how many are known; the oldest are forgotten first. */
  constructor(private readonly capacity: number) {}

  /** The first event of an id counts. */
  add(queue: string, messageId: string, eventHash: number = UNKNOWN): void {
    const known = this.known.get(queue) ?? new Map<string, number>();
    this.known.set(queue, known);
    if (known.has(messageId)) return;
    this.forgetOldest();
    this.queues[this.next] = queue;
    this.ids[this.next] = messageId;
    this.hashes[this.next] = isOfThisVersion(eventHash) ? eventHash | 0 : UNKNOWN;
    known.set(messageId, this.next);
    this.next = (this.next + 1) % this.capacity;
  }

  has(queue: string, messageId: string): boolean {
    return this.known.get(queue)?.has(messageId) ?? false;
  }

  /** Whether another event than this one was processed under that id, as far as both hashes are known. */
  hasOther(queue: string, messageId: string, eventHash: number): boolean {
    const index = this.known.get(queue)?.get(messageId);
    const known = (index !== undefined && this.hashes[index]) || UNKNOWN;
    return known !== UNKNOWN && known !== (eventHash | 0);
  }

  private forgetOldest(): void {
    this.known.get(this.queues[this.next] ?? '')?.delete(this.ids[this.next] ?? '');
  }
}

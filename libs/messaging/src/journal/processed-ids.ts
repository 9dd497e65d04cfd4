/** Knows the newest so many messages that were processed, each by its queue and its id. */
export class ProcessedIds {
  private readonly known = new Set<string>();
  private readonly ring: string[] = [];
  private next = 0;

  /** @param capacity how many are known; the oldest are forgotten first. */
  constructor(private readonly capacity: number) {}

  add(queue: string, messageId: string): void {
    const key = keyOf(queue, messageId);
    if (this.known.has(key)) return;
    const forgotten = this.ring[this.next];
    if (forgotten !== undefined) this.known.delete(forgotten);
    this.ring[this.next] = key;
    this.known.add(key);
    this.next = (this.next + 1) % this.capacity;
  }

  has(queue: string, messageId: string): boolean {
    return this.known.has(keyOf(queue, messageId));
  }
}

/** The name of a queue has no space in it. */
function keyOf(queue: string, messageId: string): string {
  return `${queue} ${messageId}`;
}

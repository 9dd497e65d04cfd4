/** Knows the newest so many messages that were processed, each by its queue and its id. */
export class ProcessedIds {
  private readonly known = new Map<string, Set<string>>();
  private readonly queues: string[] = [];
  private readonly ids: string[] = [];
  /** Where in the two rings the next one goes. */
  private next = 0;

  /** @param capacity how many are known; the oldest are forgotten first. */
  constructor(private readonly capacity: number) {}

  add(queue: string, messageId: string): void {
    const known = this.knownOf(queue);
    if (known.has(messageId)) return;
    this.forget(this.queues[this.next], this.ids[this.next]);
    this.queues[this.next] = queue;
    this.ids[this.next] = messageId;
    known.add(messageId);
    this.next = (this.next + 1) % this.capacity;
  }

  has(queue: string, messageId: string): boolean {
    return this.known.get(queue)?.has(messageId) ?? false;
  }

  private knownOf(queue: string): Set<string> {
    let known = this.known.get(queue);
    if (known === undefined) this.known.set(queue, (known = new Set()));
    return known;
  }

  private forget(queue: string | undefined, messageId: string | undefined): void {
    if (queue !== undefined && messageId !== undefined) this.known.get(queue)?.delete(messageId);
  }
}

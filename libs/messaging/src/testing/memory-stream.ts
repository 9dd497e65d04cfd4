import { MemoryQueue } from './memory-queue';
import { hasRoom, type MemoryConsumer, type StoredMessage, withHeaders } from './stored-message';

interface Entry {
  readonly message: StoredMessage;
  readonly at: number;
}

/** A stream: what was read stays, and each consumer reads from where it asked to. */
export class MemoryStream extends MemoryQueue {
  private readonly entries: Entry[] = [];
  private readonly nextOffsets = new Map<MemoryConsumer, number>();

  /** RabbitMQ counts none. */
  override get messageCount(): number {
    return 0;
  }

  override enqueue(message: StoredMessage): boolean {
    this.entries.push({ message, at: Date.now() });
    return true;
  }

  override pump(): void {
    for (const consumer of this.consumers) {
      let offset = this.nextOffsets.get(consumer) ?? this.findStart(consumer.arguments);
      for (; hasRoom(consumer) && offset < this.entries.length; offset += 1) {
        const { message } = this.entries[offset] as Entry;
        const read = withHeaders(message, { 'x-stream-offset': offset });
        this.deliver(consumer, { message: read, priority: 0, expiresAt: Infinity, returns: 0 });
      }
      this.nextOffsets.set(consumer, offset);
    }
  }

  override requeue(): void {
    // It is still there.
  }

  private findStart({ 'x-stream-offset': from }: MemoryConsumer['arguments']): number {
    const { length } = this.entries;
    if (typeof from === 'number') return Math.min(from, length);
    if (from === 'first') return 0;
    if (from === 'last') return Math.max(0, length - 1);
    const { value } = (from ?? {}) as { value?: unknown };
    if (typeof value !== 'number') return length;
    const found = this.entries.findIndex(({ at }) => at >= value * 1_000);
    return found < 0 ? length : found;
  }
}

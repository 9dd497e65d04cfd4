import { ChannelFault } from './channel-fault';
import type { MemoryQueue } from './memory-queue';
import type { MemoryConsumer, QueuedMessage } from './stored-message';

/** A message that a consumer holds. */
export interface HeldMessage {
  readonly queue: MemoryQueue;
  readonly consumer: MemoryConsumer;
  readonly queued: QueuedMessage;
}

/** The deliveries of one channel by their numbers, until they are settled. */
export class ChannelDeliveries {
  private readonly held = new Map<number, HeldMessage>();
  private last = 0;

  /** Returns the number of the delivery. */
  add(delivery: HeldMessage): number {
    this.last += 1;
    if (!delivery.consumer.noAck) this.held.set(this.last, delivery);
    return this.last;
  }

  ack(tag: number, multiple: boolean): void {
    this.settle(tag, multiple, () => undefined);
  }

  nack(tag: number, multiple: boolean, requeue: boolean): void {
    this.settle(tag, multiple, ({ queue, queued }) =>
      requeue ? queue.requeue(queued) : queue.deadLetter(queued.message, 'rejected'),
    );
  }

  /** Requeues all that is held, in its order. */
  requeueAll(): void {
    const all = [...this.held.values()].reverse();
    this.held.clear();
    for (const { consumer, queue, queued } of all) {
      queue.release(consumer);
      queue.requeue(queued);
    }
    for (const { queue } of all) queue.pump();
  }

  private settle(tag: number, multiple: boolean, settle: (each: HeldMessage) => void): void {
    const tags = multiple ? [...this.held.keys()].filter((each) => each <= tag) : [tag];
    for (const each of tags) {
      const found = this.held.get(each);
      if (!found) throw new ChannelFault(406, `PRECONDITION_FAILED - unknown delivery tag ${each}`);
      this.held.delete(each);
      found.queue.release(found.consumer);
      settle(found);
      found.queue.pump();
    }
  }
}

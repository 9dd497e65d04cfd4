import type { StoredMessage } from './stored-message';

/** A consumer of a queue or stream. */
export interface MemoryConsumer {
  readonly arguments: Readonly<Record<string, unknown>>;
  /** How many it may hold; 0: any number. */
  readonly prefetch: number;
  /** Its messages are settled when they are delivered. */
  readonly noAck: boolean;
  /** Messages that it has not settled. */
  held: number;
  deliver(delivery: QueuedMessage): void;
  /** Called when the queue is deleted. */
  end(): void;
}

/** A message in a queue. */
export interface QueuedMessage {
  readonly message: StoredMessage;
  readonly priority: number;
  /** By the clock of the broker. */
  readonly expiresAt: number;
  /** How often it was returned unsettled. */
  readonly returns: number;
}

export function hasRoom({ held, prefetch }: MemoryConsumer): boolean {
  return prefetch === 0 || held < prefetch;
}

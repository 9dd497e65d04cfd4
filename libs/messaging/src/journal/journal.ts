import type { EventDto } from '@warren/contracts';
import type { Delivery } from '../consuming/deliveries/delivery';

/** That a handler processed an event. */
export interface ProcessedRecord {
  readonly event: EventDto;
  readonly delivery: Delivery;
  /** The handler that did it, `Class.method`. */
  readonly handler: string;
  readonly processedAt: Date;
}

/** Where it is kept that a message was processed. The worker acks only what is kept (I2). */
export abstract class Journal {
  /**
   * Resolves when the record is kept; rejects when it is not, and is then called again with it.
   * Keeping one message id of one queue twice must leave one record (I12).
   */
  abstract append(record: ProcessedRecord): Promise<void>;

  /**
   * Whether this queue's handler has processed this message, as far as this process knows: such a
   * message is acked without effect. May forget, never invents: a wrong yes would lose a message.
   */
  abstract has(queue: string, messageId: string): boolean;
}

import type { EventDto } from '@warren/contracts';
import type { Delivery } from '@warren/messaging';

/** A processed message as it is kept. */
export interface StoredMessage {
  readonly event: EventDto;
  readonly delivery: Delivery;
  readonly handler: string;
  readonly processedAt: Date;
}

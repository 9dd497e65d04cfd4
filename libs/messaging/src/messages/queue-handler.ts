import type { EventDto, Queue } from '@warren/model';
import type { Delivery } from './delivery';

/** The handler of a queue as the runtime calls it: time limit, batching and all. */
export interface QueueHandler {
  /** `Class.method`. */
  readonly name: string;
  readonly queue: Queue;
  /**
   * Returns, or resolves, with the answer when the event is processed; throws when it is not. Settles
   * within the time limit also when the method does not.
   *
   * @throws NotStartedError the consumer stopped before the method was called with this event.
   */
  handle(event: EventDto, delivery: Delivery): unknown;
  /** Calls the method no more; running calls continue. */
  stop(): void;
}

/** The handler was not called: the delivery is the broker's to give to somebody else. */
export class NotStartedError extends Error {
  constructor() {
    super('stopped before the handler was called');
    this.name = 'NotStartedError';
  }
}

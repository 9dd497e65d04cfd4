import type { FieldFault } from '@warren/platform';
import { PermanentError } from '../messages/handler-errors';

/** The event breaks rules of its class. */
export class InvalidEventError extends PermanentError {
  /** @param faults pointers into the event: up to 20 of them. */
  constructor(
    message: string,
    readonly faults: readonly FieldFault[],
  ) {
    super('invalid_event', message);
    // As logs and dead letters know it.
    this.name = PermanentError.name;
  }
}

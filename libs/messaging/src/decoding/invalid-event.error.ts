import type { FieldFault } from '@warren/platform';
import { PermanentError } from '../messages/handler-errors';

/** The event breaks rules of its class. */
export class InvalidEventError extends PermanentError {
  /** @param faults pointers into the event: up to 20 of them. */
  constructor(readonly faults: readonly FieldFault[]) {
    super('invalid_event', faults.map(inWords).join('; '));
    // As logs and dead letters know it.
    this.name = PermanentError.name;
  }
}

/** `total must be positive` at `/payload/total` is `payload.total must be positive`. */
function inWords({ detail, pointer }: FieldFault): string {
  return [...pointer.split('/').slice(1, -1), detail].join('.');
}

import type { EventClass } from '@warren/model';
import type { FieldFault } from '@warren/platform';
import { PermanentError } from '../messages/handler-errors';
import { InvalidEventError } from './invalid-event.error';
import { findPlainFaults } from './read-plain-event';

/** An event with more values is large: class-transformer takes some milliseconds for as many. */
export const MAX_EXPLAINED_VALUES = 1_000;

/** Its work grows with the square of the names of one object: 0.1 s for these, 10 s for 50,000. */
const MAX_NAMES = 5_000;

/**
 * Refuses a large event that class-transformer must not see: one which the compiled checks of its class
 * refuse, in their words, and one with more than 5,000 names in one object.
 *
 * @param parsed what `readPlainEvent` did not accept.
 * @throws PermanentError `invalid_event`.
 */
export function refuseLargeEvent(parsed: object, eventClass: EventClass): void {
  const faults = findPlainFaults(parsed, eventClass);
  if (faults.length > 0) throw new InvalidEventError(faults.map(inWords).join('; '), faults);
  if (hasTooManyNames(parsed)) {
    throw new PermanentError('invalid_event', `more than ${MAX_NAMES} names in one object`);
  }
}

/** `total must be positive` at `/payload/total` is `payload.total must be positive`. */
function inWords({ detail, pointer }: FieldFault): string {
  return [...pointer.split('/').slice(1, -1), detail].join('.');
}

/** Recurses: an event is at most 64 levels deep. */
function hasTooManyNames(value: object): boolean {
  const inside = Object.values(value) as unknown[];
  if (inside.length > MAX_NAMES && !Array.isArray(value)) return true;
  return inside.some((each) => typeof each === 'object' && each !== null && hasTooManyNames(each));
}

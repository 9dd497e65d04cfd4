import { hasMoreThan, MAX_VALUES } from '@warren/platform';
import { PermanentError } from '../messages/handler-errors';

/** The work grows with the square of the names of one object: 0.1 s for these, 10 s for 50,000. */
const MAX_NAMES = 5_000;

/**
 * Refuses an event that is too large for class-transformer and class-validator: one with more than
 * 20,000 values, or more than 5,000 names in one object.
 *
 * @throws PermanentError `invalid_event`.
 */
export function refuseLargeEvent(parsed: object): void {
  if (hasTooManyNames(parsed)) refuse(`${MAX_NAMES} names in one object`);
  if (hasMoreThan(MAX_VALUES, parsed)) refuse(`${MAX_VALUES} values`);
}

function refuse(bound: string): never {
  throw new PermanentError('invalid_event', `more than ${bound}`);
}

/** Recurses: an event is at most 64 levels deep. */
function hasTooManyNames(value: object): boolean {
  const inside = Object.values(value) as unknown[];
  if (inside.length > MAX_NAMES && !Array.isArray(value)) return true;
  return inside.some((each) => typeof each === 'object' && each !== null && hasTooManyNames(each));
}

import type { ValidationError } from 'class-validator';
import { MAX_FAULTS, type FieldFault } from './find-faults';

/** What class-validator found, each fault with a JSON pointer to its field; up to `MAX_FAULTS` of them. */
export function toFieldFaults(errors: readonly ValidationError[]): FieldFault[] {
  return errors.flatMap((each) => flatten(each, '')).slice(0, MAX_FAULTS);
}

function flatten(error: ValidationError, parent: string): FieldFault[] {
  // Declared as always there, but left out where all of an object is refused.
  const property = (error.property as string | undefined) ?? '';
  const name = property.replaceAll('~', '~0').replaceAll('/', '~1');
  const pointer = property === '' ? parent : `${parent}/${name}`;
  const own = Object.values(error.constraints ?? {}).map((detail) => ({ pointer, detail }));
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, pointer))];
}

import { keepsNested, type Nested, type Shape } from './compile-shape';

/** One fault of a request: a JSON pointer (RFC 6901) to the field and what is wrong with it. */
export interface FieldFault {
  readonly pointer: string;
  readonly detail: string;
}

/** More are not listed: a body can have a hundred thousand. */
export const MAX_FAULTS = 20;
/** Of a name that the sender made up only the beginning is repeated. */
const MAX_NAME = 64;

/**
 * What is wrong with an object that does not fit the shape: the faults that class-validator finds, in
 * its words and its order, up to `MAX_FAULTS` of them. Its work does not grow with what the sender put
 * where nothing belongs. Nothing for an object that fits, nor where only class-validator can say.
 *
 * @param isStrict false: properties that the shape does not name are no faults
 */
export function findFaults(
  shape: Shape,
  value: object,
  parent = '',
  isStrict = true,
): FieldFault[] {
  const faults = isStrict ? findUnknown(shape, value, parent) : [];
  for (const [name, { checks, isOptional, nested }] of shape) {
    if (faults.length >= MAX_FAULTS) break;
    const given = (value as Record<string, unknown>)[name];
    if (isOptional && (given === undefined || given === null)) continue;
    const pointer = `${parent}/${escape(name)}`;
    const before = faults.length;
    for (const { accepts, explain } of checks) {
      if (accepts(given, value) === false) faults.push({ pointer, detail: explain(given, value) });
    }
    if (!nested || keepsNested(nested.shape, given, isStrict)) continue;
    if (given !== undefined) faults.push(...findInside(nested, given, value, pointer, isStrict));
    else if (faults.length === before) faults.push({ pointer, detail: `${name} is missing` });
  }
  return faults.slice(0, MAX_FAULTS);
}

function findUnknown(shape: Shape, value: object, parent: string): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const name of Object.keys(value)) {
    if (shape.has(name)) continue;
    const known = name.slice(0, MAX_NAME);
    const detail = `property ${known} should not exist`;
    if (faults.push({ pointer: `${parent}/${escape(known)}`, detail }) >= MAX_FAULTS) break;
  }
  return faults;
}

function findInside(
  nested: Nested,
  value: unknown,
  parent: object,
  pointer: string,
  isStrict: boolean,
): FieldFault[] {
  if (value === null || typeof value !== 'object') {
    return [{ pointer, detail: nested.explain(value, parent) }];
  }
  if (!Array.isArray(value)) return findFaults(nested.shape, value, pointer, isStrict);
  const faults: FieldFault[] = [];
  for (const [at, each] of value.entries()) {
    faults.push(...findInside(nested, each, value, `${pointer}/${at}`, isStrict));
    if (faults.length >= MAX_FAULTS) break;
  }
  return faults;
}

function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

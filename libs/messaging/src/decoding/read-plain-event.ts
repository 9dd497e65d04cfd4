import type { EventClass, EventDto } from '@warren/model';
import {
  compileShape,
  findFaults,
  isOnlyCopied,
  keepsNested,
  typedProperties,
  type FieldFault,
  type Shape,
} from '@warren/platform';

type Class = new () => object;

/** A class whose objects are copied and checked, and nothing else, and so are those nested in them. */
interface PlainClass {
  readonly ofClass: Class;
  readonly shape: Shape;
  readonly nested: readonly (readonly [string, PlainClass])[];
}

/** Compiled once for each class; undefined: it asks for more than checks of its fields. */
const compiled = new WeakMap<Class, PlainClass | undefined>();

/**
 * The event, when class-transformer would do nothing but copy what was parsed, and class-validator
 * accept it: the same as they make of it, many times faster. Its nested values are those given, but for
 * objects whose class says so (`@Type`, `@ValidateNested`).
 *
 * @param parsed no name in it may be one that each object inherits.
 * @returns undefined when it is for them to say (the class has conversions or conditions), or the
 * event is not valid.
 */
export function readPlainEvent<E extends EventDto>(
  parsed: object,
  eventClass: EventClass<E>,
): E | undefined {
  const plain = compiledOf(eventClass);
  if (plain === undefined) return undefined;
  try {
    const event = copy(plain, parsed);
    return keepsNested(plain.shape, event, false) ? (event as E) : undefined;
  } catch {
    // A validator or a constructor that throws does so again, where its error is reported.
    return undefined;
  }
}

/**
 * What is certainly wrong with an event that was not read, up to 20 faults. The work grows with the
 * event, and not with the square of anything.
 *
 * @returns none when only class-transformer and class-validator can say.
 */
export function findPlainFaults(parsed: object, eventClass: EventClass): FieldFault[] {
  const plain = compiledOf(eventClass);
  if (plain === undefined) return [];
  try {
    return findFaults(plain.shape, copy(plain, parsed), '', false);
  } catch (error) {
    return [{ pointer: '', detail: error instanceof Error ? error.message : String(error) }];
  }
}

function copy({ nested, ofClass }: PlainClass, parsed: object): object {
  const made = Object.assign(new ofClass(), parsed) as Record<string, unknown>;
  for (const [name, inner] of nested) {
    // Its rules say whether it may be missing.
    if (made[name] !== undefined) made[name] = copyNested(inner, made[name]);
  }
  return made;
}

/** Of a list each object is copied, as class-transformer does it. */
function copyNested(plain: PlainClass, given: unknown): unknown {
  if (Array.isArray(given)) return given.map((each) => copyNested(plain, each));
  return typeof given === 'object' && given !== null ? copy(plain, given) : given;
}

function compiledOf(eventClass: Class): PlainClass | undefined {
  if (!compiled.has(eventClass)) {
    const shape = compileShape(eventClass);
    compiled.set(eventClass, shape && toPlain(eventClass, shape));
  }
  return compiled.get(eventClass);
}

function toPlain(ofClass: Class, shape: Shape): PlainClass | undefined {
  // Without any rule class-validator refuses everything.
  if (shape.size === 0 || !isOnlyCopied(ofClass)) return undefined;
  const typed = typedProperties(ofClass);
  const nested: [string, PlainClass][] = [];
  for (const [name, property] of shape) {
    if (!property.nested) continue;
    const inner = typed.has(name) && toPlain(property.nested.ofClass, property.nested.shape);
    if (!inner) return undefined;
    nested.push([name, inner]);
  }
  // Any other is converted.
  return typed.size === nested.length ? { ofClass, shape, nested } : undefined;
}

import type { EventClass, EventDto } from '@warren/contracts';
import { compileShape, keepsRules, type Shape } from '@warren/platform';

/** What class-transformer's decorators have left, by class; its own package has it untyped. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { defaultMetadataStorage: marks } = require('class-transformer/cjs/storage') as {
  defaultMetadataStorage: Record<string, ReadonlyMap<unknown, unknown>>;
};
const MARKS = ['_typeMetadatas', '_transformMetadatas', '_exposeMetadatas', '_excludeMetadatas'];

/** Compiled once for each class; undefined: it asks for more than checks of its fields. */
const shapes = new WeakMap<EventClass, Shape | undefined>();

/**
 * The event, when class-transformer would do nothing but copy what was parsed, and class-validator
 * accept it: the same as they make of it, many times faster. Its nested values are those given.
 *
 * @param parsed no name in it may be one that each object inherits.
 * @returns undefined when it is for them to say: the class has nested classes, conversions or
 * conditions, or the event is not valid.
 */
export function readPlainEvent<E extends EventDto>(
  parsed: object,
  eventClass: EventClass<E>,
): E | undefined {
  if (!shapes.has(eventClass)) shapes.set(eventClass, compilePlain(eventClass));
  const shape = shapes.get(eventClass);
  if (shape === undefined) return undefined;
  try {
    const event = Object.assign(new eventClass(), parsed);
    return keepsRules(shape, event) && !hasDeclaredList(event, eventClass) ? event : undefined;
  } catch {
    // Whatever stumbled over it will do so again, where it is told.
    return undefined;
  }
}

function compilePlain(eventClass: EventClass): Shape | undefined {
  // Without any rule class-validator refuses everything.
  const shape = isUntouched(eventClass) ? compileShape(eventClass) : undefined;
  const isFlat = shape && shape.size > 0 && [...shape.values()].every(({ nested }) => !nested);
  return isFlat ? shape : undefined;
}

/** Whether nothing in the class or above it makes class-transformer do more than copy. */
function isUntouched(eventClass: EventClass): boolean {
  for (
    let at: object | null = eventClass;
    typeof at === 'function' && at !== Function.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    if (MARKS.some((kind) => marks[kind]?.has(at) ?? true)) return false;
    // A field that is called like a method or an accessor is not copied.
    if (Reflect.ownKeys(at.prototype as object).length > 1) return false;
  }
  return true;
}

/** Whether it holds a list that would become what its field is declared as, a set for instance. */
function hasDeclaredList(event: object, eventClass: EventClass): boolean {
  for (const name in event) {
    if (!Array.isArray((event as Record<string, unknown>)[name])) continue;
    const declared: unknown = Reflect.getMetadata(
      'design:type',
      eventClass.prototype as object,
      name,
    );
    if (declared !== undefined && declared !== Array && declared !== Object) return true;
  }
  return false;
}

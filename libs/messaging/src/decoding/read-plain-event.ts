import type { EventClass, EventDto } from '@warren/model';
import {
  compileShape,
  findFaults,
  keepsRules,
  type FieldFault,
  type Shape,
} from '@warren/platform';

type Class = new () => object;

/** How class-transformer says by which class a nested value is made. */
interface TypeMark {
  readonly reflectedType: unknown;
  readonly typeFunction: () => unknown;
  readonly options?: { readonly discriminator?: unknown };
}

/** What class-transformer's decorators have left, by class; its own package has it untyped. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { defaultMetadataStorage: marks } = require('class-transformer/cjs/storage') as {
  defaultMetadataStorage: Record<string, ReadonlyMap<unknown, unknown>> & {
    readonly _typeMetadatas: ReadonlyMap<unknown, ReadonlyMap<string, TypeMark>>;
  };
};
const MARKS = ['_transformMetadatas', '_exposeMetadatas', '_excludeMetadatas'];

/** A class whose objects are copied and checked, and nothing else, and so are those nested in them. */
interface PlainClass {
  readonly ofClass: Class;
  readonly nested: ReadonlyMap<string, PlainClass>;
}

/** Compiled once for each class; undefined: it asks for more than checks of its fields. */
const compiled = new WeakMap<Class, (PlainClass & { readonly shape: Shape }) | undefined>();

/**
 * The event, when class-transformer would do nothing but copy what was parsed, and class-validator
 * accept it: the same as they make of it, many times faster. Its nested values are those given, but for
 * objects whose class says so (`@Type`, `@ValidateNested`).
 *
 * @param parsed no name in it may be one that each object inherits.
 * @returns undefined when it is for them to say (the class has lists of classes, conversions or
 * conditions), or the event is not valid.
 */
export function readPlainEvent<E extends EventDto>(
  parsed: object,
  eventClass: EventClass<E>,
): E | undefined {
  const plain = compiledOf(eventClass);
  if (plain === undefined) return undefined;
  try {
    const event = copy(plain, parsed);
    return keepsRules(plain.shape, event) ? (event as E) : undefined;
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

function compiledOf(eventClass: Class): (PlainClass & { readonly shape: Shape }) | undefined {
  if (!compiled.has(eventClass)) compiled.set(eventClass, compile(eventClass));
  return compiled.get(eventClass);
}

function compile(eventClass: Class): (PlainClass & { readonly shape: Shape }) | undefined {
  const shape = compileShape(eventClass);
  const plain = shape && toPlain(eventClass, shape);
  return plain && { ...plain, shape };
}

function toPlain(ofClass: Class, shape: Shape): PlainClass | undefined {
  // Without any rule class-validator refuses everything.
  if (shape.size === 0 || !isUntouched(ofClass)) return undefined;
  const types = typesOf(ofClass);
  const nested = new Map<string, PlainClass>();
  for (const [name, property] of shape) {
    if (!property.nested) continue;
    const type = nestedClass(types.get(name));
    const inner = type && toPlain(type, property.nested);
    if (inner === undefined) return undefined;
    nested.set(name, inner);
  }
  // Any other is converted.
  return types.size === nested.size ? { ofClass, nested } : undefined;
}

/** The class, when it is also the declared type: by that its rules were compiled. */
function nestedClass(mark: TypeMark | undefined): Class | undefined {
  if (mark === undefined || mark.typeFunction.length > 0 || mark.options?.discriminator) {
    return undefined;
  }
  const { reflectedType } = mark;
  return mark.typeFunction() === reflectedType ? (reflectedType as Class) : undefined;
}

function typesOf(ofClass: Class): ReadonlyMap<string, TypeMark> {
  const own = lineageOf(ofClass).map((at) => marks._typeMetadatas.get(at) ?? []);
  return new Map(own.reverse().flatMap((each) => [...each]));
}

/** Whether nothing in the class or above it makes class-transformer do more than copy. */
function isUntouched(ofClass: Class): boolean {
  return lineageOf(ofClass).every(
    (at) =>
      !MARKS.some((kind) => marks[kind]?.has(at) ?? true) &&
      // A field that is called like a method or an accessor is not copied.
      Reflect.ownKeys(at.prototype as object).length <= 1,
  );
}

/** The class, and those it extends. */
function lineageOf(ofClass: Class): Class[] {
  const parent = Object.getPrototypeOf(ofClass) as Class;
  return (parent as unknown) === Function.prototype ? [ofClass] : [ofClass, ...lineageOf(parent)];
}

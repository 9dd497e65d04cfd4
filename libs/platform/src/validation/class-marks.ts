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

/** The properties of a class that have a `@Type`. */
export function typedProperties(ofClass: Class): ReadonlySet<string> {
  return new Set(typesOf(ofClass).keys());
}

/**
 * The class of a property's nested object, or of the objects in its list: that of `@Type`, where the
 * property is declared as it or as a list, or else the declared one.
 *
 * @returns undefined when it is not a class, or depends on what was sent.
 */
export function nestedClassOf(ofClass: Class, property: string): Class | undefined {
  const mark = typesOf(ofClass).get(property);
  if (mark === undefined) {
    // As the compiler leaves it; `Object` when it is not a class.
    const declared: unknown = Reflect.getMetadata(
      'design:type',
      ofClass.prototype as object,
      property,
    );
    return declared === Object || declared === Array ? undefined : (declared as Class | undefined);
  }
  if (mark.typeFunction.length > 0 || mark.options?.discriminator) return undefined;
  const type = mark.typeFunction();
  // Of a property that is declared otherwise class-transformer makes a Set, a Map or another list.
  const isKept = [type, Array, Object].includes(mark.reflectedType);
  return isKept && typeof type === 'function' ? (type as Class) : undefined;
}

/** Whether nothing in the class or above it but `@Type` makes class-transformer do more than copy. */
export function isOnlyCopied(ofClass: Class): boolean {
  return lineageOf(ofClass).every(
    (at) =>
      !MARKS.some((kind) => marks[kind]?.has(at) ?? true) &&
      // A field that is called like a method or an accessor is not copied.
      Reflect.ownKeys(at.prototype as object).length <= 1,
  );
}

function typesOf(ofClass: Class): ReadonlyMap<string, TypeMark> {
  const own = lineageOf(ofClass).map((at) => marks._typeMetadatas.get(at) ?? []);
  return new Map(own.reverse().flatMap((each) => [...each]));
}

/** The class, and those it extends. */
function lineageOf(ofClass: Class): Class[] {
  const parent = Object.getPrototypeOf(ofClass) as Class;
  return (parent as unknown) === Function.prototype ? [ofClass] : [ofClass, ...lineageOf(parent)];
}

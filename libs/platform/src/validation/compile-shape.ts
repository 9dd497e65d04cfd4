import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { ValidationArguments, ValidatorConstraintInterface } from 'class-validator';

type DtoClass = new () => object;
type ValidationMetadata = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];

interface Check {
  /** undefined when only class-validator can say: the validator gave a promise, for one. */
  readonly accepts: (value: unknown, object: object) => boolean | undefined;
  /** Why it does not, in the words of its decorator. */
  readonly explain: (value: unknown, object: object) => string;
}

interface Property {
  isOptional: boolean;
  nested?: Shape;
  readonly checks: Check[];
}

/** What a DTO class accepts: its properties, each with the checks that its decorators ask for. */
export type Shape = ReadonlyMap<string, Property>;

/**
 * Compiles a DTO class's class-validator decorators into checks that run on a parsed body as it
 * is: the same constraint functions, without building an instance, an error list or a promise.
 *
 * `undefined` when the class uses something this does not know (groups, `each`, an asynchronous
 * validator, a condition of its own, a default, itself within itself): such a body must be validated by class-validator itself.
 * Of class-transformer only `@Type` is seen, by the declared type: no `@Transform`, no `@Expose`.
 */
export function compileShape(
  dtoClass: DtoClass,
  within: readonly DtoClass[] = [],
): Shape | undefined {
  if (within.includes(dtoClass)) return undefined;
  // A property with a default would have to be added to the body; newer compilers define those without.
  if (Object.values(new dtoClass()).some((value) => value !== undefined)) return undefined;
  const shape = new Map<string, Property>();
  const storage = getMetadataStorage();
  for (const each of storage.getTargetValidationMetadatas(dtoClass, '', false, false)) {
    const property = shape.get(each.propertyName) ?? { isOptional: false, checks: [] };
    shape.set(each.propertyName, property);
    if (!addRule(property, each, [...within, dtoClass])) return undefined;
  }
  return shape;
}

/** Whether class-validator would accept this value and find no property too many. */
export function fitsShape(shape: Shape, value: unknown): value is object {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  for (const name of Object.keys(value)) if (!shape.has(name)) return false;
  return keepsEach(shape, value, fitsShape);
}

/**
 * Whether class-validator would accept this object; properties that its class and those of its
 * nested objects do not name are allowed. In the place of a nested object it accepts a list of
 * them, as class-validator does.
 */
export function keepsRules(shape: Shape, value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every((each) => keepsRules(shape, each));
  return keepsEach(shape, value, keepsRules);
}

function keepsEach(
  shape: Shape,
  value: object,
  accepts: (shape: Shape, value: unknown) => boolean,
): boolean {
  for (const [name, { checks, isOptional, nested }] of shape) {
    const given = (value as Record<string, unknown>)[name];
    if (isOptional && (given === undefined || given === null)) continue;
    for (const check of checks) if (!check.accepts(given, value)) return false;
    if (nested && !accepts(nested, given)) return false;
  }
  return true;
}

function addRule(
  property: Property,
  rule: ValidationMetadata,
  within: readonly DtoClass[],
): boolean {
  if (rule.each || rule.validateIf || hasGroups(rule)) return false;
  switch (rule.type) {
    case ValidationTypes.CONDITIONAL_VALIDATION:
      property.isOptional = true;
      return rule.name === 'isOptional';
    case ValidationTypes.NESTED_VALIDATION: {
      // The declared type, as the compiler leaves it; `Object` when it is not a class.
      const type = Reflect.getMetadata(
        'design:type',
        within.at(-1)?.prototype as object,
        rule.propertyName,
      ) as DtoClass | undefined;
      const isClass = type !== undefined && (type as unknown) !== Object;
      property.nested = isClass ? compileShape(type, within) : undefined;
      return property.nested !== undefined;
    }
    case ValidationTypes.CUSTOM_VALIDATION:
      return getMetadataStorage()
        .getTargetValidatorConstraints(rule.constraintCls)
        .every(({ async, instance }) => {
          property.checks.push(toCheck(rule, instance));
          return !async;
        });
    default:
      return false;
  }
}

function toCheck(
  { constraints, message, propertyName }: ValidationMetadata,
  constraint: ValidatorConstraintInterface,
): Check {
  const toArguments = (value: unknown, object: object): ValidationArguments => ({
    value,
    object,
    constraints,
    property: propertyName,
    targetName: '',
  });
  return {
    accepts: (value, object) => {
      const verdict: unknown = constraint.validate(value, toArguments(value, object));
      return verdict === true || (verdict ? undefined : false);
    },
    explain: (value, object) => {
      const given = toArguments(value, object);
      // Declared as always there, but left out by rules without a message of their own.
      const words = (message as typeof message | undefined) ?? constraint.defaultMessage?.(given);
      return fillIn(typeof words === 'function' ? words(given) : (words ?? ''), given);
    },
  };
}

/** Puts what a message stands for in its place, as class-validator does it. */
function fillIn(words: string, { constraints = [], property }: ValidationArguments): string {
  return words
    .replace(/\$constraint(\d+)/g, (_, place) => String(constraints[Number(place) - 1]))
    .replaceAll('$property', () => property);
}

/** Declared as always there, but left out by rules without options. */
function hasGroups({ groups }: { groups?: readonly unknown[] }): boolean {
  return groups !== undefined && groups.length > 0;
}

import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { nestedClassOf } from './class-marks';
import {
  toCheck,
  toExplain,
  type Check,
  type Explain,
  type ValidationMetadata,
} from './compile-check';

type DtoClass = new () => object;

/** An object in a property, or each object in its list. */
export interface Nested {
  readonly ofClass: DtoClass;
  readonly shape: Shape;
  /** Why a value is refused that is neither an object nor a list. */
  readonly explain: Explain;
}

interface Property {
  isOptional: boolean;
  nested?: Nested;
  readonly checks: Check[];
}

/** What a DTO class accepts: its properties, each with the checks that its decorators ask for. */
export type Shape = ReadonlyMap<string, Property>;

/**
 * Compiles a DTO class's class-validator decorators into checks that run on a parsed body as it
 * is: the same constraint functions, without building an instance, an error list or a promise.
 *
 * `undefined` when the class uses something this does not know (groups, an asynchronous validator, a
 * condition of its own, a default, itself within itself): such a body must be validated by
 * class-validator itself. Of class-transformer only `@Type` is seen: no `@Transform`, no `@Expose`.
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
    if (!addRule(property, each, [dtoClass, ...within])) return undefined;
  }
  return shape;
}

/** Whether class-validator would accept this body and find no property too many; no nested one is missing. */
export function fitsShape(shape: Shape, value: unknown): value is object {
  return !Array.isArray(value) && keepsNested(shape, value, true);
}

/**
 * Whether class-validator would accept this object, or each in this list of them.
 *
 * @param isStrict false: properties that a class does not name are no fault.
 */
export function keepsNested(shape: Shape, value: unknown, isStrict: boolean): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every((each) => keepsNested(shape, each, isStrict));
  if (isStrict) for (const name of Object.keys(value)) if (!shape.has(name)) return false;
  for (const [name, { checks, isOptional, nested }] of shape) {
    const given = (value as Record<string, unknown>)[name];
    if (isOptional && (given === undefined || given === null)) continue;
    for (const check of checks) if (!check.accepts(given, value)) return false;
    if (nested && !keepsNested(nested.shape, given, isStrict)) return false;
  }
  return true;
}

function addRule(
  property: Property,
  rule: ValidationMetadata,
  within: readonly [DtoClass, ...DtoClass[]],
): boolean {
  if (rule.validateIf || hasGroups(rule)) return false;
  const [dtoClass] = within;
  switch (rule.type) {
    case ValidationTypes.CONDITIONAL_VALIDATION:
      property.isOptional = true;
      return rule.name === 'isOptional';
    case ValidationTypes.NESTED_VALIDATION: {
      const ofClass = nestedClassOf(dtoClass, rule.propertyName);
      const shape = ofClass && compileShape(ofClass, within);
      if (shape) property.nested = { ofClass, shape, explain: toExplain(rule, dtoClass.name) };
      return shape !== undefined;
    }
    case ValidationTypes.CUSTOM_VALIDATION:
      return getMetadataStorage()
        .getTargetValidatorConstraints(rule.constraintCls)
        .every(({ async, instance }) => {
          property.checks.push(toCheck(rule, instance, dtoClass.name));
          return !async;
        });
    default:
      return false;
  }
}

/** Declared as always there, but left out by rules without options. */
function hasGroups({ groups }: { groups?: readonly unknown[] }): boolean {
  return groups !== undefined && groups.length > 0;
}

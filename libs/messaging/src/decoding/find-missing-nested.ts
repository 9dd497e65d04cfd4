import { getMetadataStorage, ValidationTypes } from 'class-validator';

/**
 * The path of the first nested object that `value` lacks though its class declares it with
 * `@ValidateNested`; undefined when it lacks none. class-validator itself looks into a nested object
 * only where there is one. A property with a condition (`@IsOptional`, `@ValidateIf`) may be absent.
 */
export function findMissingNested(value: object, parent = ''): string | undefined {
  const constructor = (Object.getPrototypeOf(value) as object | null)?.constructor;
  if (constructor === undefined) return undefined;
  const rules = getMetadataStorage().getTargetValidationMetadatas(constructor, '', false, false);
  for (const { propertyName: name, type } of rules) {
    if (type !== ValidationTypes.NESTED_VALIDATION) continue;
    const given = (value as Record<string, unknown>)[name];
    const path = `${parent}${name}`;
    if (given === undefined || given === null) {
      if (!rules.some((each) => each.propertyName === name && isCondition(each))) return path;
    } else {
      for (const each of [given].flat(Infinity) as unknown[]) {
        if (typeof each !== 'object' || each === null) continue;
        const missing = findMissingNested(each, `${path}.`);
        if (missing !== undefined) return missing;
      }
    }
  }
  return undefined;
}

function isCondition({ type }: { type: string }): boolean {
  return type === ValidationTypes.CONDITIONAL_VALIDATION;
}

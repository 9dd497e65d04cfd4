import { ValidateBy } from 'class-validator';

/** How deeply an event's payload may be nested; deeper ones exhaust a JSON writer's stack. */
export const MAX_PAYLOAD_DEPTH = 64;

/**
 * Whether what was parsed can be written as JSON again and say the same: objects and lists nested at
 * most `maxDepth` deep, and no number too large for a double, which would become null. Does not recurse.
 */
export function isWritableJson(value: unknown, maxDepth: number): boolean {
  let level = isNested(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxDepth) return false;
    const next: object[] = [];
    for (const each of level) {
      for (const name in each) {
        const inner = (each as Record<string, unknown>)[name];
        if (isNested(inner)) next.push(inner);
        else if (inner === Infinity || inner === -Infinity) return false;
      }
    }
    level = next;
  }
  return true;
}

/** Accepts an object or a list that `isWritableJson`. */
export function IsWritableJson(maxDepth: number): PropertyDecorator {
  return ValidateBy({
    name: 'isWritableJson',
    validator: {
      validate: (value) => isWritableJson(value, maxDepth),
      defaultMessage: (args) =>
        `${args?.property} must not be nested deeper than ${maxDepth} levels, nor have a number that is too large for a double`,
    },
  });
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

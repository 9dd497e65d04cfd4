import { ValidateBy, type ValidationOptions } from 'class-validator';

/** How deeply an event's payload may be nested; deeper ones exhaust the stack of whoever writes them. */
export const MAX_PAYLOAD_DEPTH = 64;

/** Whether objects and lists are nested at most `limit` deep in this value. Does not recurse. */
export function isAtMostDeep(value: unknown, limit: number): boolean {
  let level = isNested(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > limit) return false;
    const next: object[] = [];
    for (const each of level) {
      for (const name in each) {
        const inner = (each as Record<string, unknown>)[name];
        if (isNested(inner)) next.push(inner);
      }
    }
    level = next;
  }
  return true;
}

/** Accepts a value nested at most `limit` deep. */
export function MaxDepth(limit: number, options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'maxDepth',
      validator: {
        validate: (value) => isAtMostDeep(value, limit),
        defaultMessage: (args) =>
          `${args?.property} must not be nested deeper than ${limit} levels`,
      },
    },
    options,
  );
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

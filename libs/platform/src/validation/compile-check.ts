import type {
  getMetadataStorage,
  ValidationArguments,
  ValidatorConstraintInterface,
} from 'class-validator';

export type ValidationMetadata = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];

/** Says why a value is refused, in the words of its decorator. */
export type Explain = (value: unknown, object: object) => string;

/** One rule of a property, as class-validator would apply it. */
export interface Check {
  /** undefined when only class-validator can say: the validator gave a promise, for one. */
  readonly accepts: (value: unknown, object: object) => boolean | undefined;
  readonly explain: Explain;
}

/** @param targetName the name of the class that is compiled, for `$target` in a message. */
export function toCheck(
  rule: ValidationMetadata,
  constraint: ValidatorConstraintInterface,
  targetName: string,
): Check {
  const judge = (value: unknown, object: object): boolean | undefined => {
    const verdict: unknown = constraint.validate(
      value,
      toArguments(rule, value, object, targetName),
    );
    return verdict === true || (verdict ? undefined : false);
  };
  const judgeEach = (value: unknown, object: object): boolean | undefined => {
    if (!Array.isArray(value)) return judge(value, object);
    let verdict: boolean | undefined = true;
    for (const each of value as unknown[]) {
      const one = judge(each, object);
      if (one === false) return false;
      verdict &&= one;
    }
    return verdict;
  };
  return {
    accepts: rule.each ? judgeEach : judge,
    explain: toExplain(rule, targetName, constraint),
  };
}

export function toExplain(
  rule: ValidationMetadata,
  targetName: string,
  constraint?: ValidatorConstraintInterface,
): Explain {
  return (value, object) => {
    const given = toArguments(rule, value, object, targetName);
    // Declared as always there, but left out by rules without a message of their own.
    const message = rule.message as typeof rule.message | undefined;
    const words = message ?? constraint?.defaultMessage?.(given);
    return fillIn(typeof words === 'function' ? words(given) : (words ?? ''), given);
  };
}

function toArguments(
  { constraints, propertyName }: ValidationMetadata,
  value: unknown,
  object: object,
  targetName: string,
): ValidationArguments {
  return { value, object, constraints, property: propertyName, targetName };
}

/** Puts what a message stands for in its place, as class-validator does it. */
function fillIn(
  words: string,
  { constraints = [], property, targetName, value }: ValidationArguments,
): string {
  const known: Readonly<Record<string, unknown>> = { property, target: targetName, value };
  return words.replace(/\$(?:constraint(\d+)|property|target|value)/g, (mark, at?: string) => {
    // It may be an object with a field `toString`.
    if (mark === '$value' && !['string', 'boolean', 'number'].includes(typeof value)) return mark;
    const found: unknown = at === undefined ? known[mark.slice(1)] : constraints[Number(at) - 1];
    return Array.isArray(found) ? found.join(', ') : String(found);
  });
}

import { MAX_CHARS } from './record-limits';

/** An object of which nothing is known. */
export type Fields = Record<string, unknown>;

/** Whether a field may have this value. */
export type Check = (value: unknown) => boolean;

export const isTextOf =
  (maxChars: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= maxChars;
/** As long as its record may be. */
export const isText: Check = (value) => typeof value === 'string';
export const isName = isTextOf(MAX_CHARS.name);
export const isLabel = isTextOf(MAX_CHARS.label);
export const isWords = isTextOf(MAX_CHARS.words);
export const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const isFlag: Check = (value) => typeof value === 'boolean';
export const isObject: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** As far as it is checked before it is read; what is no time then is found there. */
export const isTime = isTextOf(MAX_CHARS.name);
export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

/** Whether a value is an object whose fields pass these checks; others it may have. */
export function fits(value: unknown, checks: Readonly<Record<string, Check>>): boolean {
  if (!isObject(value)) return false;
  for (const name in checks) {
    if (checks[name]?.((value as Fields)[name]) === false) return false;
  }
  return true;
}

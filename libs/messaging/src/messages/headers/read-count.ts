/** The largest count that is read from a header. A larger one is forged: added to, it could not be kept. */
export const MAX_COUNT = 1_000_000_000;

/** A whole number from 1 to `MAX_COUNT`, or the other. */
export function countOr<T>(value: unknown, otherwise: T): number | T {
  const isCount = Number.isSafeInteger(value) && (value as number) >= 1;
  return isCount && (value as number) <= MAX_COUNT ? (value as number) : otherwise;
}

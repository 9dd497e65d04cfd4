/** class-validator takes about 50 microseconds for each: it is given no more. */
export const MAX_VALUES = 20_000;

/** Whether an object has more values in it, at any depth. Stops at the first too many. */
export function hasMoreThan(count: number, body: object): boolean {
  const open: object[] = [body];
  let left = count;
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    for (const value of Object.values(each) as unknown[]) {
      if (left-- === 0) return true;
      if (typeof value === 'object' && value !== null) open.push(value);
    }
  }
  return false;
}

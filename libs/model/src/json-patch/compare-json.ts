/** How deep objects and lists are nested in it. Recurses: for what came as JSON of at most 80 levels. */
export function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...new Set(Object.values(value).map(depthOf)));
}

/** Whether both are the same JSON. No more work than the smaller of them is worth. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return false;
  }
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [names, others] = [Object.keys(one), Object.keys(other)];
  const [own, given] = [one, other] as [Record<string, unknown>, Record<string, unknown>];
  return (
    names.length === others.length &&
    names.every((name) => Object.hasOwn(given, name) && isSame(own[name], given[name]))
  );
}

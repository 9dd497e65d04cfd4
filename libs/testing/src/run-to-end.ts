/** The result of work in steps, all of them at once. */
export function runToEnd<T>(steps: Generator<void, T, void>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

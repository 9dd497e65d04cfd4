import { setTimeout as wait } from 'node:timers/promises';

/**
 * The items, at most `rate` a second; without a rate as fast as they are taken. Ends early when the
 * signal is aborted.
 */
export async function* pace<T>(
  items: Iterable<T>,
  perSecond: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<T> {
  let nextAt = performance.now();
  for (const item of items) {
    const pauseMs = nextAt - performance.now();
    if (pauseMs > 0) await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    if (perSecond !== undefined) nextAt = Math.max(nextAt, performance.now()) + 1_000 / perSecond;
    yield item;
  }
}

/**
 * Does the same work on every item, begun in order, at most `width` at once, and gives the results in
 * order.
 *
 * @param work never rejects.
 */
export async function* mapOrdered<T, R>(
  items: AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for await (const item of items) {
    begun.push(work(item));
    const first = begun.length >= width ? begun.shift() : undefined;
    if (first) yield await first;
  }
  for (const each of begun) yield await each;
}

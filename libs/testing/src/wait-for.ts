import { setTimeout as wait } from 'node:timers/promises';

const TIMEOUT_MS = 120_000;
/** The longer a test has waited, the less often it asks: asking takes from the work that is waited for. */
const PAUSE_MS = { least: 25, most: 100, growth: 1.1 };

/**
 * Asks again and again until the answer is truthy, and resolves with it. An error counts as "not
 * yet".
 *
 * @throws Error naming `what` and the last answer or error when `timeoutMs` have passed.
 */
export async function waitFor<T>(
  what: string,
  ask: () => T | Promise<T>,
  timeoutMs = TIMEOUT_MS,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  let pauseMs = PAUSE_MS.least;
  for (let last: unknown; ; await wait(pauseMs)) {
    pauseMs = Math.min(pauseMs * PAUSE_MS.growth, PAUSE_MS.most);
    try {
      const answer = await ask();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`waited ${timeoutMs} ms for ${what}; last: ${String(last)}`, { cause: last });
    }
  }
}

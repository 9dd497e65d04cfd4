import { setTimeout as wait } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;

/**
 * Resolves when it is so, or when the time is over.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function waitUntil(
  isSo: () => boolean,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isSo() && performance.now() < deadline) {
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}

import { setTimeout as wait } from 'node:timers/promises';

const LOOK_EVERY_MS = 100;

/**
 * Resolves when it is so, looking ten times a second.
 *
 * @throws AbortError when the signal is aborted first.
 */
export async function waitFor(isSo: () => boolean, signal: AbortSignal): Promise<void> {
  while (!isSo()) await wait(LOOK_EVERY_MS, undefined, { signal });
}

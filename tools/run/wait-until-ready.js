// @ts-check
'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const POLL_MS = 250;

/** @typedef {{ name: string, url: string }} Probe */

/**
 * Asks every probe until all answer 200, or until the time is over.
 * @param {Probe[]} probes
 * @param {{ timeoutMs: number, onProgress: (text: string) => void, signal?: AbortSignal }} options
 *   `onProgress` hears what is not ready yet and why; `signal` ends the waiting early
 * @returns {Promise<string[]>} what is still not ready; empty when all are
 */
async function waitUntilReady(probes, { timeoutMs, onProgress, signal }) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answers = await Promise.all(probes.map(askProbe));
    const missing = answers.filter((answer) => answer !== undefined);
    if (missing.length === 0 || Date.now() >= deadline || signal?.aborted) return missing;
    onProgress(`waiting for ${missing.join(', ')}`);
    await pause(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** @param {Probe} probe @returns {Promise<string | undefined>} why it is not ready */
async function askProbe({ name, url }) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.status === 200 ? undefined : `${name} (answers ${response.status})`;
  } catch {
    return `${name} (no answer yet)`;
  }
}

module.exports = { waitUntilReady };

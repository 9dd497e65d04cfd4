// @ts-check
'use strict';

const FIRST_MS = 1_000;
const MAX_MS = 30_000;
const STEADY_MS = 60_000;
/** How an application ends that a restart cannot mend (lifecycle.ts). */
const EXIT_CONFIGURATION = 78;

/**
 * How long to wait before something that died by itself is started again.
 * @param {number} previousMs the delay before, 0 for none
 * @param {number} aliveMs how long it lived since
 */
function nextRestartDelay(previousMs, aliveMs) {
  if (previousMs === 0 || aliveMs >= STEADY_MS) return FIRST_MS;
  return Math.min(previousMs * 2, MAX_MS);
}

/** @param {{ code: number | null, signal: NodeJS.Signals | null }} exit */
function describeExit({ code, signal }) {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}

/** @param {{ code: number | null }} exit */
function isFinal({ code }) {
  return code === EXIT_CONFIGURATION;
}

module.exports = { isFinal, nextRestartDelay, describeExit };

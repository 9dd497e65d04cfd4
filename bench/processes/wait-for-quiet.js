// @ts-check
'use strict';

const { cpus } = require('node:os');
const { performance } = require('node:perf_hooks');
const { setTimeout: pause } = require('node:timers/promises');
const { readMachineCpuUs } = require('./read-cpu');

const LOOK_MS = 1_000;

/**
 * Resolves when the machine has idled for a second, or at the deadline. To be called while nothing
 * of ours works.
 * @param {number} share of all cores that others may use
 * @param {number} deadline in milliseconds as of Date.now()
 * @param {() => void} onWait called once when there is something to wait for
 */
async function waitForQuiet(share, deadline, onWait) {
  let hasReported = false;
  while (Date.now() + LOOK_MS < deadline) {
    const [cpuUs, at] = [readMachineCpuUs(), performance.now()];
    await pause(LOOK_MS);
    const used = (readMachineCpuUs() - cpuUs) / ((performance.now() - at) * 1_000 * cpus().length);
    // Where it cannot be read there is nothing to wait for.
    if (!(used > share)) return;
    if (!hasReported) onWait();
    hasReported = true;
  }
}

module.exports = { waitForQuiet };

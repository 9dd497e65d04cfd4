// @ts-check
'use strict';

const { readFileSync } = require('node:fs');

/** One tick of /proc is 10 ms on every Linux that Node runs on. */
const TICK_US = 10_000;

/**
 * CPU time a process has used so far, all its threads, user and system, in microseconds. NaN where
 * there is no /proc or no such process.
 * @param {number} pid
 */
function readCpuUs(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_US;
  } catch {
    return NaN;
  }
}

/**
 * CPU time all processes of the machine have used so far, and what its host took from it, in
 * microseconds over all cores. NaN where there is no /proc.
 */
function readMachineCpuUs() {
  try {
    const [user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
      .split('\n', 1)
      .flatMap((line) => line.split(/ +/).slice(1).map(Number));
    const ticks = [user, nice, system, irq, softirq, steal];
    return ticks.reduce((/** @type {number} */ sum, value) => sum + (value ?? 0), 0) * TICK_US;
  } catch {
    return NaN;
  }
}

/** Resident memory in bytes; NaN where it cannot be read. @param {number} pid */
function readRssBytes(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
  } catch {
    return NaN;
  }
}

module.exports = { readCpuUs, readMachineCpuUs, readRssBytes };

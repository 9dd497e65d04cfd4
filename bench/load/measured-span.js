// @ts-check
'use strict';

const { cpus } = require('node:os');
const { performance } = require('node:perf_hooks');
const { readCpuUs, readMachineCpuUs } = require('../processes/read-cpu');
const { LatencyLog } = require('./latency-log');

/**
 * @typedef {object} WindowResult
 * @property {number} perSecond messages accepted in the window
 * @property {import('./latency-log').Percentiles} latency of the answers in the window
 * @property {number[]} cpuUsPerMessage one per watched pid
 * @property {number} strangersShare share of all cores that went to processes other than the watched
 *   ones and this one: above a few percent the machine was not ours
 */

/** Rate, latency and CPU time of the same seconds: those between `begin` and `end`. */
class MeasuredSpan {
  #log = new LatencyLog();
  #open = false;
  #messages = 0;
  #machineCpu = 0;
  #startedAt = 0;
  /** @type {Map<number, number>} CPU time of each process, at the start */ #cpu = new Map();
  /** @type {WindowResult | undefined} */ result;

  /** @param {number[]} watch pids whose CPU time is read at both ends */
  constructor(watch) {
    this.watch = watch;
  }

  begin() {
    for (const pid of [...this.watch, process.pid]) this.#cpu.set(pid, readCpuUs(pid));
    this.#machineCpu = readMachineCpuUs();
    this.#startedAt = performance.now();
    this.#open = true;
  }

  /** @param {number} latencyMs @param {number} messages accepted by this answer */
  count(latencyMs, messages) {
    if (!this.#open) return;
    this.#messages += messages;
    this.#log.add(latencyMs);
  }

  /** @param {number} messages that have no latency */
  countMessages(messages) {
    if (this.#open) this.#messages += messages;
  }

  end() {
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    const used = new Map([...this.#cpu].map(([pid, before]) => [pid, readCpuUs(pid) - before]));
    const ours = [...used.values()].reduce((sum, us) => sum + us, 0);
    const strangers = readMachineCpuUs() - this.#machineCpu - ours;
    this.#open = false;
    this.result = {
      perSecond: this.#messages / seconds,
      latency: this.#log.percentiles(),
      cpuUsPerMessage: this.watch.map((pid) => (used.get(pid) ?? NaN) / this.#messages),
      strangersShare: Math.max(0, strangers / (seconds * 1_000_000 * cpus().length)),
    };
  }
}

module.exports = { MeasuredSpan };

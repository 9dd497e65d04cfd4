// @ts-check
'use strict';

/** @typedef {{ p50: number, p90: number, p99: number, max: number }} Percentiles milliseconds */

/** Latencies in milliseconds, kept one by one. */
class LatencyLog {
  #values = new Float64Array(65_536);
  #size = 0;

  /** @param {number} milliseconds */
  add(milliseconds) {
    if (this.#size === this.#values.length) {
      const larger = new Float64Array(this.#size * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#size] = milliseconds;
    this.#size += 1;
  }

  get size() {
    return this.#size;
  }

  /** @returns {Percentiles} */
  percentiles() {
    const sorted = this.#values.subarray(0, this.#size).slice().sort();
    const at = (/** @type {number} */ share) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
    return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
  }
}

module.exports = { LatencyLog };

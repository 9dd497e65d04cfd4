// @ts-check
'use strict';

const { MeasuredSpan } = require('./measured-span');

/** @typedef {import('./measured-span').WindowResult} WindowResult */

/**
 * @typedef {object} WindowPlan
 * @property {number} rampMs runs at full load before anything is measured
 * @property {number} measureMs
 * @property {number[]} watch pids whose CPU time is read at both ends of the window
 */

/** The part of a run that counts, by the clock. */
class MeasuredWindow extends MeasuredSpan {
  /** @param {WindowPlan} plan @param {() => void} onEnd */
  constructor({ rampMs, measureMs, watch }, onEnd) {
    super(watch);
    setTimeout(() => this.begin(), rampMs);
    setTimeout(() => {
      this.end();
      onEnd();
    }, rampMs + measureMs);
  }
}

module.exports = { MeasuredWindow };

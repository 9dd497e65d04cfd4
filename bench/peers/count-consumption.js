// @ts-check
'use strict';

const { MeasuredSpan } = require('../load/measured-span');
const { readNumber } = require('../load/make-event');

/**
 * @typedef {object} ConsumptionPlan
 * @property {number} firstNumber of the messages in the queue
 * @property {number} total how many there are; they are numbered without gaps
 * @property {number} ramp of them are consumed before anything is measured
 * @property {number[]} watch
 */

/**
 * @typedef {object} Consumption
 * @property {import('../load/measured-span').WindowResult} window
 * @property {number} processed
 * @property {number} uniqueIds
 */

/** Counts the events of one filled queue as they reach the handler, on both sides alike. */
class ConsumptionCount {
  #seen;
  #processed = 0;
  /** @type {() => void} */ #finish = () => undefined;

  /** @param {ConsumptionPlan} plan */
  constructor(plan) {
    this.plan = plan;
    this.span = new MeasuredSpan([process.pid, ...plan.watch]);
    this.#seen = new Uint8Array(plan.total);
    /** Resolves when all have been handled. */
    this.all = new Promise((resolve) => (this.#finish = () => resolve(undefined)));
  }

  /** @param {string} id the event's own */
  add(id) {
    const { firstNumber, ramp, total } = this.plan;
    this.#seen[readNumber(Buffer.from(id)) - firstNumber] = 1;
    this.#processed += 1;
    this.span.countMessages(1);
    if (this.#processed === ramp) this.span.begin();
    if (this.#processed !== total) return;
    this.span.end();
    this.#finish();
  }

  /** @returns {Consumption} */
  result() {
    if (!this.span.result) throw new Error('the queue was not consumed to its end');
    const uniqueIds = this.#seen.reduce((sum, seen) => sum + seen, 0);
    return { window: this.span.result, processed: this.#processed, uniqueIds };
  }
}

module.exports = { ConsumptionCount };

// @ts-check
'use strict';

/**
 * One measurement of one side in one round.
 * @typedef {object} Sample
 * @property {number} perSecond messages accepted per second
 * @property {import('../load/latency-log').Percentiles} latency milliseconds
 * @property {number} cpuUsPerMessage of what is under test, without the broker
 * @property {number} brokerCpuUsPerMessage
 * @property {number} strangersShare of all cores, used by what is not part of the measurement
 * @property {string[]} faults why it does not count; empty when it counts
 */

/**
 * A measurement counts only when accepted = enqueued = different ids stored, and nothing failed.
 * @param {import('../load/run-closed-loop').LoadResult} load
 * @param {import('../broker/bench-queues').Stored[]} stored what each queue held; each event
 *   reaches every queue once
 * @returns {string[]}
 */
function findFaults({ accepted, statuses }, stored) {
  const faults = Object.entries(statuses)
    .filter(([status]) => !/^2\d\d$/.test(status))
    .map(([status, count]) => `${count} answers ${status}`);
  for (const { enqueued, uniqueIds, numbers } of stored) {
    if (enqueued === accepted && uniqueIds === accepted && numbers.size === accepted) continue;
    faults.push(
      `accepted ${accepted}, enqueued ${enqueued}, ids ${uniqueIds}, events ${numbers.size}`,
    );
  }
  return faults;
}

/**
 * @param {import('../load/run-closed-loop').LoadResult} load whose window watched what is under
 *   test and then the broker
 * @param {string[]} faults
 * @returns {Sample}
 */
function makeSample({ window }, faults) {
  const own = window.cpuUsPerMessage.slice(0, -1).reduce((sum, us) => sum + us, 0);
  const broker = window.cpuUsPerMessage.at(-1) ?? NaN;
  return {
    perSecond: window.perSecond,
    latency: window.latency,
    cpuUsPerMessage: own,
    brokerCpuUsPerMessage: broker,
    strangersShare: window.strangersShare,
    faults,
  };
}

module.exports = { findFaults, makeSample };

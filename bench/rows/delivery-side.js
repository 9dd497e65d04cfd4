// @ts-check
'use strict';

const { setTimeout: pause } = require('node:timers/promises');
const { LatencyLog } = require('../load/latency-log');
const { findFaults, makeSample } = require('./sample');

const RATE = 1_000;
const CONNECTIONS = 64;
const ARRIVE_MS = 3_000;

/**
 * @typedef {object} DeliverySidePlan
 * @property {string} name
 * @property {{ port: number, pid: number }} server takes the events
 * @property {import('../processes/request-child').RequestChild} consumer answers `takeArrivals`
 * @property {import('../load/request-template').RequestPlan} request
 */

/**
 * A side whose events go all the way to a handler, at a fixed rate. Its latency is from when the
 * event was to be posted to when its handler was called.
 * @param {import('../stage').Stage} stage
 * @param {import('../plan').Plan} plan
 * @param {DeliverySidePlan} side
 * @returns {import('./compare-sides').Side}
 */
function createDeliverySide(stage, { warmUpMs, rampMs, measureMs }, side) {
  const { name, server, consumer, request } = side;
  const watch = [server.pid, consumer.pid, stage.broker.pid];
  const run = async (/** @type {import('../load/measured-window').WindowPlan} */ window) => {
    const firstNumber = stage.nextNumber;
    const load = { ratePerSecond: RATE, connections: CONNECTIONS, whenBusy: 'wait', firstNumber };
    const input = { ...load, port: server.port, request, window };
    /** @type {import('../load/run-open-loop').OpenLoopResult} */
    const result = await stage.load.request('openLoop', input);
    stage.nextNumber = result.nextNumber;
    const arrivals = await takeArrivals(consumer, result.accepted);
    return { result, arrivals, firstNumber };
  };
  return {
    name,
    warmUp: async () => void (await run({ rampMs: 0, measureMs: warmUpMs, watch })),
    measure: async () => {
      const { result, arrivals, firstNumber } = await run({ rampMs, measureMs, watch });
      const numbers = new Set(arrivals.map(({ number }) => number));
      const received = { enqueued: arrivals.length, uniqueIds: numbers.size, numbers };
      const log = new LatencyLog();
      for (const { number, atMs } of arrivals) {
        const dueMs = ((number - firstNumber) / RATE) * 1_000;
        const isMeasured = dueMs >= rampMs && dueMs < rampMs + measureMs;
        if (isMeasured) log.add(atMs - result.startedAtMs - dueMs);
      }
      result.window.latency = log.percentiles();
      return makeSample(result, findFaults(result, [received]));
    },
  };
}

/**
 * @param {import('../processes/request-child').RequestChild} consumer
 * @param {number} expected
 * @returns {Promise<import('../peers/record-arrivals').Arrival[]>}
 */
async function takeArrivals(consumer, expected) {
  const deadline = Date.now() + ARRIVE_MS;
  const all = [];
  do {
    await pause(200);
    const { numbers, atMs } = await consumer.request('takeArrivals');
    for (const [place, number] of numbers.entries()) all.push({ number, atMs: atMs[place] });
  } while (all.length < expected && Date.now() < deadline);
  return all;
}

module.exports = { createDeliverySide };

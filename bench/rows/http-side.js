// @ts-check
'use strict';

const { findFaults, makeSample } = require('./sample');

/**
 * @typedef {object} HttpSidePlan
 * @property {string} name
 * @property {{ port: number, pid: number }} server `pid`: whose CPU time is reported
 * @property {import('../load/request-template').RequestPlan} request
 * @property {number} clients
 * @property {string[]} queues that each event reaches
 */

/**
 * A side that takes events over HTTP from a closed loop of clients.
 * @param {import('../stage').Stage} stage
 * @param {import('../plan').Plan} plan
 * @param {HttpSidePlan} side
 * @returns {import('./compare-sides').Side}
 */
function createHttpSide(stage, { warmUpMs, rampMs, measureMs }, side) {
  const { server, request, clients } = side;
  const watch = [server.pid, stage.broker.pid];
  const run = async (/** @type {import('../load/measured-window').WindowPlan} */ window) => {
    const firstNumber = stage.nextNumber;
    const input = { port: server.port, request, clients, window, firstNumber };
    /** @type {import('../load/run-closed-loop').LoadResult} */
    const result = await stage.load.request('closedLoop', input);
    stage.nextNumber = result.nextNumber;
    return result;
  };
  const purge = () => Promise.all(side.queues.map((queue) => stage.queues.purge(queue)));
  return {
    name: side.name,
    warmUp: async () => {
      await run({ rampMs: 0, measureMs: warmUpMs, watch });
      await purge();
    },
    measure: async () => {
      const result = await run({ rampMs, measureMs, watch });
      const stored = [];
      for (const queue of side.queues)
        stored.push(await stage.queues.drain(queue, result.accepted));
      await purge();
      return makeSample(result, findFaults(result, stored));
    },
  };
}

module.exports = { createHttpSide };

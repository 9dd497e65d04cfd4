// @ts-check
'use strict';

const { findFaults, makeSample } = require('./sample');

const WINDOW = 1_000;
const BODY_BYTES = 1_024;

/**
 * A side that publishes out of a process of the bench's own.
 * @param {import('../stage').Stage} stage
 * @param {import('../plan').Plan} plan
 * @param {{ name: string, child: import('../processes/request-child').RequestChild }} side
 * @returns {import('./compare-sides').Side}
 */
function createPublisherSide(stage, { warmUpMs, rampMs, measureMs }, { name, child }) {
  const watch = [stage.broker.pid];
  const run = async (/** @type {import('../load/measured-window').WindowPlan} */ window) => {
    const firstNumber = stage.nextNumber;
    const input = { inFlight: WINDOW, bodyBytes: BODY_BYTES, window, firstNumber };
    /** @type {import('../load/run-closed-loop').LoadResult} */
    const result = await child.request('publish', input);
    stage.nextNumber = result.nextNumber;
    return result;
  };
  return {
    name,
    warmUp: async () => {
      await run({ rampMs: 0, measureMs: warmUpMs, watch });
      await stage.queues.purge('mensajes');
    },
    measure: async () => {
      const result = await run({ rampMs, measureMs, watch });
      const stored = await stage.queues.drain('mensajes', result.accepted);
      return makeSample(result, findFaults(result, [stored]));
    },
  };
}

module.exports = { createPublisherSide, WINDOW, BODY_BYTES };

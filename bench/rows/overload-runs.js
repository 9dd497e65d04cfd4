// @ts-check
'use strict';

const { setTimeout: pause } = require('node:timers/promises');
const { readRssBytes } = require('../processes/read-cpu');
const { makeSample } = require('./sample');

/** More than the publisher's window of 1,000, or nothing would ever be too much. */
const CONNECTIONS = 2_000;
const MEMORY_POLL_MS = 500;
const AWAY_MS = 10_000;
const BEFORE_MS = 5_000;
const MIB = 1_048_576;

/**
 * @typedef {object} OverloadRun
 * @property {import('./sample').Sample} sample
 * @property {Record<string, number>} statuses
 * @property {number} dropped
 * @property {number} slowestMs
 * @property {number[]} acceptedBySecond
 * @property {number} memoryGrowthMib the most resident memory meanwhile, less that before
 * @property {number} lost answered 202 and not in the queue
 * @property {number} unexpected answers that are neither success nor refusal
 */

/** @typedef {{ request: import('../load/request-template').RequestPlan, ratePerSecond: number, seconds: number }} Load */

/**
 * @param {import('../stage').Stage} stage
 * @param {Load} load
 * @returns {Promise<OverloadRun>}
 */
async function runOverload(stage, load) {
  const { result, memoryGrowthMib } = await runLoad(stage, load);
  return finish(stage, { result, memoryGrowthMib, expected: /^(202|429|503)$/ });
}

/**
 * The same, while the broker is stopped for ten seconds and started again.
 * @param {import('../stage').Stage} stage
 * @param {Load} load
 * @returns {Promise<OverloadRun>}
 */
async function runWithoutBroker(stage, load) {
  const running = runLoad(stage, load);
  await pause(BEFORE_MS);
  const stoppedAt = Date.now();
  await stage.broker.stop();
  await pause(Math.max(0, stoppedAt + AWAY_MS - Date.now()));
  await stage.broker.restart();
  const { result, memoryGrowthMib } = await running;
  await stage.connectQueues();
  return finish(stage, { result, memoryGrowthMib, expected: /^(202|429|503|504)$/ });
}

/** @param {import('../stage').Stage} stage @param {Load} load */
async function runLoad(stage, { request, ratePerSecond, seconds }) {
  const { pid, port } = stage.gateway;
  const before = readRssBytes(pid);
  let most = before;
  const poll = setInterval(() => (most = Math.max(most, readRssBytes(pid))), MEMORY_POLL_MS);
  const watch = [pid, stage.broker.pid];
  const window = { rampMs: 0, measureMs: seconds * 1_000, watch };
  const plan = { port, request, ratePerSecond, window, firstNumber: stage.nextNumber };
  /** @type {import('../load/run-open-loop').OpenLoopResult} */
  const result = await stage.load
    .request('openLoop', { ...plan, connections: CONNECTIONS, whenBusy: 'drop' })
    .finally(() => clearInterval(poll));
  const firstNumber = stage.nextNumber;
  stage.nextNumber = result.nextNumber;
  return { result: { ...result, firstNumber }, memoryGrowthMib: (most - before) / MIB };
}

/**
 * Looks for what was accepted in the queue.
 * @param {import('../stage').Stage} stage
 * @param {object} run
 * @param {import('../load/run-open-loop').OpenLoopResult & { firstNumber: number }} run.result
 * @param {number} run.memoryGrowthMib
 * @param {RegExp} run.expected
 * @returns {Promise<OverloadRun>}
 */
async function finish(stage, { result, memoryGrowthMib, expected }) {
  const { numbers } = await stage.queues.drain('mensajes', result.accepted);
  let lost = 0;
  result.acceptedNumbers.forEach((accepted, place) => {
    if (accepted === 1 && !numbers.has(result.firstNumber + place)) lost += 1;
  });
  const unexpected = Object.entries(result.statuses)
    .filter(([status]) => !expected.test(status))
    .reduce((sum, [, count]) => sum + count, 0);
  const { statuses, dropped, slowestMs, acceptedBySecond } = result;
  const sample = makeSample(result, []);
  return {
    ...{ sample, statuses, dropped, slowestMs, acceptedBySecond },
    ...{ memoryGrowthMib, lost, unexpected },
  };
}

module.exports = { runOverload, runWithoutBroker };

// @ts-check
'use strict';

const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { fillQueue } = require('../broker/fill-queue');
const { makeSample } = require('./sample');

const QUEUE = 'mensajes';
const BODY_BYTES = 1_024;
const TOTAL = 60_000;
const QUICK_TOTAL = 30_000;
/** Consumed before anything is measured. */
const RAMP_SHARE = 0.1;
/** The broker needs a moment to notice that a consumer is gone. */
const REQUEUE_MS = 1_000;

/**
 * A side that empties a queue which was filled beforehand. The first tenth of it is not measured.
 * @param {import('../stage').Stage} stage
 * @param {import('../plan').Plan} plan
 * @param {object} side
 * @param {string} side.name
 * @param {import('../processes/request-child').RequestChild} side.child answers `consume`
 * @param {() => void} [side.onFilled] called when the queue is about to be consumed
 * @returns {import('./compare-sides').Side}
 */
function createConsumerSide(stage, { quick }, { name, child, onFilled }) {
  const total = quick ? QUICK_TOTAL : TOTAL;
  const run = async () => {
    const firstNumber = stage.nextNumber;
    stage.nextNumber += total;
    const { connection } = stage.queues;
    await fillQueue(connection, QUEUE, { firstNumber, total, bodyBytes: BODY_BYTES });
    onFilled?.();
    const plan = { firstNumber, total, ramp: total * RAMP_SHARE, watch: [stage.broker.pid] };
    /** @type {import('../peers/count-consumption').Consumption & { failed: number }} */
    const { window, processed, uniqueIds, failed } = await child.request('consume', plan);
    const faults = [];
    if (processed !== total || uniqueIds !== total || failed !== 0) {
      const found = `processed ${processed}, ids ${uniqueIds}, failed ${failed}`;
      faults.push(`accepted ${total}, ${found}`);
    }
    return makeSample({ window, accepted: processed, statuses: {}, nextNumber: 0 }, faults);
  };
  return { name, warmUp: run, measure: run };
}

/**
 * Warren's consumers in a process of their own, consuming that queue only.
 * @param {import('../stage').Stage} stage
 * @param {{ root?: string, env?: Record<string, string>, execArgv?: string[] }} [options] `root`: of the
 *   checkout whose build it is
 */
function startWarrenWorker(stage, { root = stage.root, env = {}, execArgv = [] } = {}) {
  // Warnings and errors only, as in the other rows: at `info` the worker says a line for each message.
  const own = { LOG_LEVEL: 'warn', WORKER_QUEUES: QUEUE };
  const file = join(root, 'bench', 'peers', 'warren-worker.js');
  return stage.startChild(file, { env: { ...own, ...env }, execArgv });
}

/**
 * Ends the consumers, whereupon the broker puts back what they did not ack.
 * @param {import('../stage').Stage} stage
 * @param {import('../processes/request-child').RequestChild[]} children
 * @throws {Error} when that is anything
 */
async function endConsumers(stage, children) {
  await Promise.all(children.map((child) => child.stop()));
  await pause(REQUEUE_MS);
  const { enqueued } = await stage.queues.drain(QUEUE, 0);
  if (enqueued > 0) throw new Error(`${enqueued} messages were not acked`);
}

module.exports = { createConsumerSide, startWarrenWorker, endConsumers };

// @ts-check
'use strict';

const { join } = require('node:path');
const { BODY_BYTES, CLIENTS } = require('./compare-gateways');
const { compareSides, ratesOf } = require('./compare-sides');
const { createConsumerSide, endConsumers, startWarrenWorker } = require('./consumer-side');
const { createHttpSide } = require('./http-side');
const { judgeRatio } = require('./judge-ratio');
const { createPublisherSide } = require('./publisher-side');
const { BATCH_CLIENTS, EVENTS_PER_BATCH, postBatch, postEvent } = require('./requests');

/** What a change may cost: the median of the rounds, ours divided by the earlier commit's. */
const TARGET = { atLeast: 0.95 };

/** @typedef {import('../stage').Stage} Stage */
/** @typedef {import('../plan').Plan} Plan */
/** @typedef {{ name: string, root: string }} Checkout whose applications are built */
/**
 * @typedef {object} BuiltSide
 * @property {import('./compare-sides').Side} side
 * @property {import('../processes/request-child').RequestChild[]} children to be ended before the queue is looked at
 */
/** @typedef {(stage: Stage, plan: Plan, checkout: Checkout) => Promise<BuiltSide>} CreateSide */

/**
 * Rows 1, 6, 7, 8 and 9 with an earlier commit as the peer: both sides are Warren.
 * @param {string} root of this commit
 * @param {{ commit: string, root: string }} earlier
 * @returns {import('./row').Row[]}
 */
function rowsAgainst(root, { commit, root: earlierRoot }) {
  const checkouts = [
    { name: 'this commit', root },
    { name: commit, root: earlierRoot },
  ];
  return [
    toRow(
      1,
      'single POST, 1 KiB, confirmed, 64 clients',
      httpSide(postEvent('/send', BODY_BYTES), CLIENTS),
    ),
    toRow(
      6,
      'NDJSON batches of 100 x 1 KiB',
      httpSide(postBatch(EVENTS_PER_BATCH, BODY_BYTES), BATCH_CLIENTS),
    ),
    toRow(7, 'publisher in process, 1 KiB, window 1,000', publisherSide),
    toRow(8, 'worker, journal off, prefetch 300', consumerSide('off')),
    toRow(9, 'worker with its journal on', consumerSide('stream')),
  ];

  /** @param {number} number @param {string} title @param {CreateSide} createSide @returns {import('./row').Row} */
  function toRow(number, title, createSide) {
    const run = async (/** @type {Stage} */ stage, /** @type {Plan} */ plan) => {
      const built = [];
      for (const checkout of checkouts) built.push(await createSide(stage, plan, checkout));
      const sides = built.map(({ side }) => side);
      const measured = await compareSides(sides, { plan, report: stage.report });
      const children = built.flatMap((each) => each.children);
      await endConsumers(stage, children);
      const [ours, peer] = [ratesOf(measured[0]), ratesOf(measured[1])];
      const check = judgeRatio({ what: 'messages per second', ours, peer, target: TARGET });
      return { sides: measured, checks: [check] };
    };
    return { number, title, peerName: commit, run };
  }
}

/** @param {import('../load/request-template').RequestPlan} request @param {number} clients @returns {CreateSide} */
function httpSide(request, clients) {
  return async (stage, plan, { name, root }) => {
    const server = await stage.startGateway({ root });
    const side = { name, server, queues: ['mensajes'], clients, request };
    return { side: createHttpSide(stage, plan, side), children: [] };
  };
}

/** @type {CreateSide} */
async function publisherSide(stage, plan, { name, root }) {
  const child = await stage.startChild(join(root, 'bench', 'peers', 'warren-publisher.js'));
  return { side: createPublisherSide(stage, plan, { name, child }), children: [child] };
}

/** @param {string} journal @returns {CreateSide} */
function consumerSide(journal) {
  return async (stage, plan, { name, root }) => {
    const child = await startWarrenWorker(stage, { root, env: { BENCH_JOURNAL: journal } });
    return { side: createConsumerSide(stage, plan, { name, child }), children: [child] };
  };
}

module.exports = { rowsAgainst };

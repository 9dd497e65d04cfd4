// @ts-check
'use strict';

const { compareSides, ratesOf } = require('./compare-sides');
const { createHttpSide } = require('./http-side');
const { judgeRatio } = require('./judge-ratio');
const { postEvent } = require('./requests');

const CLIENTS = 64;
const BODY_BYTES = 1_024;

/**
 * Warren's gateway and another one taking the same single events into the same queue.
 * @param {import('../stage').Stage} stage
 * @param {import('../plan').Plan} plan
 * @param {object} peer
 * @param {string} peer.name
 * @param {{ port: number, pid: number }} peer.server
 * @param {number} peer.atLeast the target for our rate divided by the peer's
 * @param {import('../load/request-template').RequestPlan} [peer.request] POST /send unless given
 * @returns {Promise<import('./row').RowResult>}
 */
async function compareGateways(stage, plan, { name, server, atLeast, request }) {
  const common = { clients: CLIENTS, queues: ['mensajes'] };
  const send = postEvent('/send', BODY_BYTES);
  const sides = [
    createHttpSide(stage, plan, {
      ...common,
      name: 'Warren',
      server: stage.gateway,
      request: send,
    }),
    createHttpSide(stage, plan, { ...common, name, server, request: request ?? send }),
  ];
  const measured = await compareSides(sides, { plan, report: stage.report });
  const check = judgeRatio({
    what: 'messages per second',
    ours: ratesOf(measured[0]),
    peer: ratesOf(measured[1]),
    target: { atLeast },
  });
  return { sides: measured, checks: [check] };
}

module.exports = { compareGateways, CLIENTS, BODY_BYTES };

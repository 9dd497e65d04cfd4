// @ts-check
'use strict';

const { BODY_BYTES, CLIENTS } = require('./compare-gateways');
const { compareSides, ratesOf } = require('./compare-sides');
const { createHttpSide } = require('./http-side');
const { judgeRatio, judgeValues } = require('./judge-ratio');
const { createPublisherSide } = require('./publisher-side');
const { BATCH_CLIENTS, EVENTS_PER_BATCH, postBatch, postEvent } = require('./requests');
const { NotAvailableError } = require('./row');

/** @type {import('./row').Row} */
const row = {
  number: 6,
  title: `NDJSON batches of ${EVENTS_PER_BATCH} x 1 KiB, ${BATCH_CLIENTS} clients`,
  peerName: 'raw amqplib, pipelined confirms, window 1,000',
  async run(stage, plan) {
    const batch = postBatch(EVENTS_PER_BATCH, BODY_BYTES);
    await probeBatch(stage.gateway.port, batch);
    const raw = await stage.startChild('peers/raw-publisher.js');
    const ours = { server: stage.gateway, queues: ['mensajes'] };
    const single = { name: 'Warren, single POST', clients: CLIENTS };
    const sides = [
      createHttpSide(stage, plan, {
        ...{ ...ours, name: 'Warren, batches', clients: BATCH_CLIENTS, request: batch },
      }),
      createPublisherSide(stage, plan, { name: row.peerName, child: raw }),
      createHttpSide(stage, plan, { ...ours, ...single, request: postEvent('/send', BODY_BYTES) }),
    ];
    const measured = await compareSides(sides, { plan, report: stage.report });
    const [batches = [], peer = [], singles = []] = measured.map(ratesOf);
    const times = batches.map((rate, round) => rate / (singles[round] ?? NaN));
    const checks = [
      judgeRatio({ what: 'messages per second', ours: batches, peer, target: { atLeast: 0.7 } }),
      judgeValues({ what: 'times our own single POST', values: times, target: { atLeast: 3 } }),
    ];
    return { sides: measured, checks };
  },
};

/** @param {number} port @param {import('../load/request-template').RequestPlan} batch */
async function probeBatch(port, { path, headers, body }) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    ...{ method: 'POST', headers, body },
  });
  const text = await response.text();
  if (response.status === 404 || response.status === 415) {
    throw new NotAvailableError(`not available: POST ${path} answers ${response.status}`);
  }
  const confirmed = text.split('"confirmed"').length - 1;
  if (confirmed !== EVENTS_PER_BATCH) {
    throw new Error(`POST ${path} answers ${response.status}: ${text.slice(0, 300)}`);
  }
}

module.exports = row;

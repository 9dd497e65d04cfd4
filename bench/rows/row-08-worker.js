// @ts-check
'use strict';

const { compareSides, ratesOf } = require('./compare-sides');
const { createConsumerSide, endConsumers, startWarrenWorker } = require('./consumer-side');
const { judgeRatio } = require('./judge-ratio');

/** @type {import('./row').Row} */
const row = {
  number: 8,
  title: 'worker: consume, decode, validate, no-op handler, ack; 1 KiB, prefetch 300',
  peerName: 'raw amqplib, ack each',
  async run(stage, plan) {
    const own = await startWarrenWorker(stage);
    const raw = await stage.startChild('peers/raw-worker.js');
    const sides = [
      createConsumerSide(stage, plan, { name: 'Warren', child: own }),
      createConsumerSide(stage, plan, { name: row.peerName, child: raw }),
    ];
    const measured = await compareSides(sides, { plan, report: stage.report });
    await endConsumers(stage, [own, raw]);
    const checks = [
      judgeRatio({
        what: 'messages per second',
        ours: ratesOf(measured[0]),
        peer: ratesOf(measured[1]),
        target: { atLeast: 0.85 },
      }),
    ];
    const notes = ['Journal off (one that keeps nothing); logs at `warn`, as in the other rows.'];
    return { sides: measured, checks, notes };
  },
};

module.exports = row;

// @ts-check
'use strict';

const { compareSides, ratesOf } = require('./compare-sides');
const { judgeRatio } = require('./judge-ratio');
const { createPublisherSide } = require('./publisher-side');

/** @type {import('./row').Row} */
const row = {
  number: 7,
  title: 'publisher in process, 1 KiB, window 1,000',
  peerName: 'raw amqplib',
  async run(stage, plan) {
    const own = await stage.startChild('peers/warren-publisher.js');
    const raw = await stage.startChild('peers/raw-publisher.js');
    const sides = [
      createPublisherSide(stage, plan, { name: 'Warren', child: own }),
      createPublisherSide(stage, plan, { name: row.peerName, child: raw }),
    ];
    const measured = await compareSides(sides, { plan, report: stage.report });
    const [ours = [], peer = []] = measured.map(({ samples }) =>
      samples.map(({ cpuUsPerMessage }) => cpuUsPerMessage),
    );
    const checks = [
      judgeRatio({
        what: 'messages per second',
        ours: ratesOf(measured[0]),
        peer: ratesOf(measured[1]),
        target: { atLeast: 1 },
      }),
      judgeRatio({ what: 'CPU time per message', ours, peer, target: { atMost: 1.2 } }),
    ];
    return { sides: measured, checks };
  },
};

module.exports = row;

// @ts-check
'use strict';

const { compareSides } = require('./compare-sides');
const { judgeRatio, judgeValues } = require('./judge-ratio');
const { createPageSide } = require('./page-side');

const MANY = 1_000_000;
const FEW = 1_000;
const PAGE_LENGTH = 100;
const HEAP_MIB = 6_144;

/** @type {import('./row').Row} */
const row = {
  number: 13,
  title: 'GET /messages, a page of 100, with 1,000,000 events of 1 KiB held',
  peerName: 'the same with 1,000 held',
  async run(stage, plan) {
    stage.report(`filling with ${MANY.toLocaleString('en-US')} events`);
    const many = await startView(stage, MANY);
    const few = await startView(stage, FEW);
    const sides = [
      { name: 'Warren, 1,000,000 held', server: many },
      { name: row.peerName, server: few },
    ].map((side) => createPageSide(stage, plan, { ...side, pageLength: PAGE_LENGTH }));
    const measured = await compareSides(sides, { plan, report: stage.report });
    const [ours = [], peer = []] = measured.map(({ samples }) =>
      samples.map(({ latency }) => latency.p50),
    );
    const checks = [
      judgeRatio({ what: 'p50 of a page', ours, peer, target: { atMost: 1.5 } }),
      judgeValues({
        what: 'memory per event held, beside its body, bytes',
        values: [many.beyondBodies],
        target: { atMost: 1_024 },
      }),
    ];
    return { sides: measured, checks };
  },
};

/**
 * A process that holds a number of messages and serves them.
 * @param {import('../stage').Stage} stage
 * @param {number} count
 */
async function startView(stage, count) {
  const execArgv = ['--expose-gc', `--max-old-space-size=${HEAP_MIB}`];
  const child = await stage.startChild('peers/warren-messages.js', { execArgv });
  const { beyondBodies } = await child.request('fill', count);
  return { pid: child.pid, port: await child.request('listen'), beyondBodies };
}

module.exports = row;

// @ts-check
'use strict';

const { startPostgres } = require('../peers/start-postgres');
const { compareSides, ratesOf } = require('./compare-sides');
const { createConsumerSide, endConsumers, startWarrenWorker } = require('./consumer-side');
const { judgeRatio } = require('./judge-ratio');

/** @type {import('./row').Row} */
const row = {
  number: 9,
  title: 'worker with its journal on: consume, decode, validate, no-op handler, record, ack; 1 KiB',
  peerName: 'the same worker, one PostgreSQL transaction per message',
  async run(stage, plan) {
    const postgres = await startPostgres(stage);
    const own = await startWarrenWorker(stage, { env: { BENCH_JOURNAL: 'stream' } });
    const peer = await startWarrenWorker(stage, {
      env: { BENCH_JOURNAL: 'postgres', BENCH_POSTGRES_URL: postgres.url },
    });
    const sides = [
      createConsumerSide(stage, plan, { name: 'Warren', child: own }),
      createConsumerSide(stage, plan, { name: row.peerName, child: peer }),
    ];
    const measured = await compareSides(sides, { plan, report: stage.report });
    await endConsumers(stage, [own, peer]);
    const checks = [
      judgeRatio({
        what: 'messages per second',
        ours: ratesOf(measured[0]),
        peer: ratesOf(measured[1]),
        target: { atLeast: 3 },
      }),
    ];
    const notes = [
      'Warren reads its own journal meanwhile, and acks only what the broker has confirmed there.',
      'PostgreSQL as it is delivered (it syncs each commit to the disk, which a stream does not; a ' +
        'stream is replicated instead), 20 connections, one prepared insert per message.',
    ];
    return { sides: measured, checks, notes };
  },
};

module.exports = row;

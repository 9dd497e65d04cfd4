// @ts-check
'use strict';

const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { findFreePort } = require('../../tools/broker/free-port');
const { waitUntilReady } = require('../../tools/run/wait-until-ready');
const { builtMain } = require('../../tools/setup/ensure-build');
const { copyQueue } = require('../broker/copy-queue');
const { compareSides } = require('./compare-sides');
const { createDeliverySide } = require('./delivery-side');
const { judgeRatio, judgeValues } = require('./judge-ratio');
const { postEvent } = require('./requests');

const PEER_QUEUE = 'bench.delivery';
const PEERS = join(__dirname, '..', 'peers');

/** @type {import('./row').Row} */
const row = {
  number: 10,
  title: 'POST to handler, open loop, 1,000 events per second',
  peerName: 'bare node:http + amqplib -> raw consumer',
  async run(stage, plan) {
    const worker = await startWorker(stage);
    await copyQueue(stage.broker, stage.queues.channel, 'mensajes', PEER_QUEUE);
    const env = { QUEUE: PEER_QUEUE };
    const raw = await stage.startPeer({
      ...{ name: row.peerName, env },
      args: () => [join(PEERS, 'node-http-amqplib.js')],
    });
    const consumer = await stage.startChild('peers/raw-consumer.js', { env });
    const ours = { server: stage.gateway, consumer: worker };
    const peer = { name: row.peerName, server: raw, consumer };
    const sides = [
      { ...ours, name: 'Warren, 1 KiB', request: postEvent('/send', 1_024) },
      { ...peer, request: postEvent('/send', 1_024) },
      { ...ours, name: 'Warren, 4 KiB', request: postEvent('/send', 4_096) },
    ].map((side) => createDeliverySide(stage, plan, side));
    const measured = await compareSides(sides, { plan, report: stage.report });
    return { sides: measured, checks: judge(measured) };
  },
};

/** @param {import('./compare-sides').MeasuredSide[]} measured */
function judge(measured) {
  const latencies = measured.map(({ samples }) => samples.map(({ latency }) => latency));
  const [ours = [], peer = [], large = []] = latencies.map((each) => each.map(({ p50 }) => p50));
  const [ours99 = [], peer99 = []] = latencies.map((each) => each.map(({ p99 }) => p99));
  const growth = large.map((p50, round) => p50 / (ours[round] ?? NaN));
  return [
    judgeRatio({ what: 'p50', ours, peer, target: { atMost: 1.3 } }),
    judgeRatio({ what: 'p99', ours: ours99, peer: peer99, target: { atMost: 1.5 } }),
    judgeValues({ what: 'our p50, 4 KiB / 1 KiB', values: growth, target: { atMost: 1.3 } }),
  ];
}

/**
 * Warren's worker as it was built, with an observer at the handler of `mensajes`.
 * @param {import('../stage').Stage} stage
 */
async function startWorker(stage) {
  const main = builtMain(stage.root, 'worker');
  const port = await findFreePort(18_200);
  const worker = await stage.startChild(main, {
    env: {
      LOG_LEVEL: 'warn',
      WORKER_PORT: String(port),
      WARREN_BENCH_HANDLER: join(main, '..', 'handlers', 'mensajes.handler.js'),
    },
    execArgv: ['--require', join(PEERS, 'observe-handler.js')],
  });
  const probe = { name: 'the worker', url: `http://127.0.0.1:${port}/readyz` };
  const options = { timeoutMs: 60_000, onProgress: stage.report };
  const missing = await waitUntilReady([probe], options);
  if (missing.length > 0) throw new Error(`not ready: ${missing.join(', ')}`);
  await pause(200);
  return worker;
}

module.exports = row;

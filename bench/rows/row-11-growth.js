// @ts-check
'use strict';

const { join } = require('node:path');
const { copyQueue } = require('../broker/copy-queue');
const { CLIENTS } = require('./compare-gateways');
const { compareSides, ratesOf } = require('./compare-sides');
const { createHttpSide } = require('./http-side');
const { judgeValues } = require('./judge-ratio');
const { postEvent } = require('./requests');

/** What grows: the bound queues, the body, both. RabbitMQ treats bodies under 4 KiB differently. */
const POINTS = [
  { queues: 1, bytes: 1_024 },
  { queues: 4, bytes: 1_024 },
  { queues: 16, bytes: 1_024 },
  { queues: 1, bytes: 128 },
  { queues: 1, bytes: 4_000 },
  { queues: 1, bytes: 4_200 },
  { queues: 1, bytes: 65_536 },
  { queues: 1, bytes: 260_000 },
  { queues: 16, bytes: 4_000 },
  { queues: 16, bytes: 4_200 },
];
/** Twenty measurements a round: shorter ones. */
const MEASURE_MS = 3_000;
const WARM_UP_MS = 1_000;

/** @typedef {{ queues: number, bytes: number }} Point */
const BASE = describe({ queues: 1, bytes: 1_024 });

/** @type {import('./row').Row} */
const row = {
  number: 11,
  title: 'growth: 1 to 16 bound queues, bodies of 128 B to 254 KiB',
  peerName: 'bare Fastify + amqplib on the same topology',
  async run(stage, plan) {
    for (const queues of new Set(POINTS.map((point) => point.queues)))
      await bindQueues(stage, queues);
    const peer = await stage.startPeer({
      name: row.peerName,
      args: () => [join(__dirname, '..', 'peers', 'fastify-amqplib.js')],
    });
    const times = {
      ...plan,
      measureMs: Math.min(plan.measureMs, MEASURE_MS),
      warmUpMs: WARM_UP_MS,
    };
    const sides = POINTS.flatMap((point) => {
      const common = {
        request: postEvent(`/direct/${keyOf(point.queues)}`, point.bytes),
        clients: CLIENTS,
        queues: namesOf(point.queues),
      };
      const name = describe(point);
      return [
        createHttpSide(stage, times, { ...common, name: `Warren, ${name}`, server: stage.gateway }),
        createHttpSide(stage, times, { ...common, name: `peer, ${name}`, server: peer }),
      ];
    });
    const measured = await compareSides(sides, { plan, report: stage.report });
    return { sides: measured, checks: judge(measured) };
  },
};

/**
 * Each point's ratio in a round, divided by the ratio of the first point, which is row 1's.
 * @param {import('./compare-sides').MeasuredSide[]} measured
 */
function judge(measured) {
  const ratios = POINTS.map((_, place) => {
    const peer = ratesOf(measured[2 * place + 1]);
    return ratesOf(measured[2 * place]).map((rate, round) => rate / (peer[round] ?? NaN));
  });
  return POINTS.flatMap((point, place) => {
    const values = ratios[place] ?? [];
    const relative = values.map((ratio, round) => ratio / (ratios[0]?.[round] ?? NaN));
    const what = `ratio of rates at ${describe(point)} / the ratio at ${BASE}`;
    return place === 0 ? [] : judgeValues({ what, values: relative, target: { atLeast: 0.8 } });
  });
}

/** @param {import('../stage').Stage} stage @param {number} count */
async function bindQueues({ broker, queues: { channel } }, count) {
  for (const name of namesOf(count)) {
    await copyQueue(broker, channel, 'mensajes', name);
    await channel.bindQueue(name, 'events.direct', keyOf(count));
  }
}

/** @param {number} count */
function keyOf(count) {
  return `bench-${count}`;
}

/** @param {number} count */
function namesOf(count) {
  return Array.from({ length: count }, (_, place) => `bench.growth.${place + 1}`);
}

/** @param {Point} point */
function describe({ queues, bytes }) {
  return `${queues} ${queues === 1 ? 'queue' : 'queues'} x ${bytes.toLocaleString('en-US')} B`;
}

module.exports = row;

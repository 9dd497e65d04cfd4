// @ts-check
'use strict';

const { spreadOf, judgeValues } = require('./judge-ratio');
const { BODY_BYTES, CLIENTS } = require('./compare-gateways');
const { createHttpSide } = require('./http-side');
const { runOverload, runWithoutBroker } = require('./overload-runs');
const { postEvent } = require('./requests');

const BEST_ROUNDS = 3;
const SLICE_SECONDS = 10;
const MEMORY_MIB = 150;
const GOODPUT = { atLeast: 0.9 };

/** @type {import('./row').Row} */
const row = {
  number: 12,
  title: 'overload: twice the capacity, then the broker stopped for 10 s',
  peerName: 'own best rate',
  async run(stage, plan) {
    const request = postEvent('/send', BODY_BYTES);
    const server = stage.gateway;
    const common = { request, server, queues: ['mensajes'] };
    const best = createHttpSide(stage, plan, { ...common, name: 'at its best', clients: CLIENTS });
    stage.report('measuring the best rate');
    await best.warmUp();
    const samples = [];
    for (let round = 0; round < BEST_ROUNDS; round += 1) samples.push(await best.measure());
    const capacity = spreadOf(samples.map(({ perSecond }) => perSecond)).median;
    const seconds = plan.quick ? 10 : 60;
    const load = { request, ratePerSecond: Math.round(2 * capacity), seconds };
    stage.report(`${load.ratePerSecond} requests per second for ${seconds} s`);
    const overload = await runOverload(stage, load);
    stage.report('stopping the broker under load');
    const outage = await runWithoutBroker(stage, { ...load, seconds: 60 });
    return {
      sides: [
        { name: 'Warren, best rate', samples },
        { name: 'Warren, overloaded', samples: [overload.sample] },
      ],
      checks: judge(capacity, overload, outage),
      notes: [...describe('overload', overload), ...describe('broker away', outage)],
    };
  },
};

/**
 * @param {number} capacity
 * @param {import('./overload-runs').OverloadRun} overload
 * @param {import('./overload-runs').OverloadRun} outage
 */
function judge(capacity, overload, outage) {
  const goodputs = (/** @type {import('./overload-runs').OverloadRun} */ run) =>
    sumSlices(run.acceptedBySecond).map((sum) => sum / SLICE_SECONDS / capacity);
  const afterwards = goodputs(outage).slice(-2);
  const runs = [overload, outage];
  const none = { atMost: 0 };
  return [
    judgeValues({
      what: 'goodput / best rate, overloaded, 10 s each',
      ...{ values: goodputs(overload), target: GOODPUT },
    }),
    judgeValues({
      what: 'goodput / best rate, overloaded, the last 20 s after the broker was back',
      ...{ values: afterwards, target: GOODPUT },
    }),
    judgeValues({
      what: 'growth of resident memory, MiB',
      values: runs.map(({ memoryGrowthMib }) => memoryGrowthMib),
      target: { atMost: MEMORY_MIB },
    }),
    judgeValues({ what: 'accepted and lost', values: runs.map(({ lost }) => lost), target: none }),
    judgeValues({
      what: 'answered otherwise than 202, 429, 503 or, with the broker away, 504',
      values: runs.map(({ unexpected }) => unexpected),
      target: none,
    }),
  ];
}

/** @param {number[]} bySecond @returns {number[]} of each full ten seconds */
function sumSlices(bySecond) {
  const sums = [];
  for (let start = 0; start + SLICE_SECONDS <= bySecond.length; start += SLICE_SECONDS) {
    const slice = bySecond.slice(start, start + SLICE_SECONDS);
    sums.push(slice.reduce((sum, count) => sum + count, 0));
  }
  return sums;
}

/** @param {string} name @param {import('./overload-runs').OverloadRun} run */
function describe(name, { statuses, dropped, slowestMs, acceptedBySecond }) {
  const answers = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  return [
    `${name}: answers ${answers.join(', ')}; left out, with every connection waiting: ${dropped}; ` +
      `slowest answer ${Math.round(slowestMs)} ms`,
    `${name}: accepted in each second: ${acceptedBySecond.join(' ')}`,
  ];
}

module.exports = row;

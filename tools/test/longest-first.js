// @ts-check
'use strict';

const { default: TestSequencer } = require('@jest/test-sequencer');

/** They last about a minute and more: begun last, they would run alone at the end. */
const LONGEST = new RegExp(
  [
    '/(prove|two-workers|node-down|endurance|broker-away|killed-worker|create-app).e2e-spec.ts$',
    '/(schedule-restart|broker-restart|broker-faults|waiting|vanished|too-large).broker-spec.ts$',
    '/(confirms/network-faults|requests/(answering|faults)).broker-spec.ts$',
  ].join('|'),
);

/** Jest's own order, which without an earlier run goes by the size of the files, but for the longest. */
class LongestFirst extends TestSequencer {
  /** @override @param {Parameters<TestSequencer['sort']>[0]} tests */
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isLong = (/** @type {{ path: string }} */ { path }) => LONGEST.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}

module.exports = LongestFirst;

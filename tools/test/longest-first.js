// @ts-check
'use strict';

const { default: TestSequencer } = require('@jest/test-sequencer');

/** They last about a minute and more: begun last, they would run alone at the end. */
const LONGEST =
  /\/((prove|two-workers|node-down|endurance|broker-away|killed-worker)\.e2e-spec|(schedule-restart|broker-restart|waiting)\.broker-spec|requests\/(answering|faults)\.broker-spec)\.ts$/;

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

// @ts-check
'use strict';

const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

/**
 * Keeps every measurement of the last run, for readers who want more than medians.
 * @param {string} root
 * @param {import('../run-rows').Outcome[]} outcomes
 */
function keepSamples(root, outcomes) {
  const file = join(root, '.warren', 'bench-samples.json');
  const rows = outcomes.map(({ row, ...outcome }) => ({ row: row.number, ...outcome }));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(rows, undefined, 1));
}

module.exports = { keepSamples };

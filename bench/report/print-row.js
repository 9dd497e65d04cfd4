// @ts-check
'use strict';

const { describeSide, doesCount, round } = require('./describe-numbers');

/** @param {import('../run-rows').Outcome} outcome @returns {string} several lines for a terminal */
function printRow(outcome) {
  const { row, result, notAvailable, failure } = outcome;
  if (!result) return `  row ${row.number}: ${notAvailable ?? `FAILED: ${failure}`}`;
  const lines = result.sides.flatMap((side) => {
    const { name, perSecond, p50, p99, cpu, brokerCpu, strangers, faults } = describeSide(side);
    const figures = `${perSecond} msg/s, p50 ${p50} ms, p99 ${p99} ms`;
    const costs = `CPU ${cpu} us/msg, broker ${brokerCpu} us/msg, strangers ${strangers} %`;
    return [
      `  ${name}: ${figures}`,
      `    ${costs}`,
      ...faults.map((fault) => `    DOES NOT COUNT: ${fault}`),
    ];
  });
  for (const { what, target, value, met } of result.checks) {
    const { median, min, max } = value;
    const verdict = !doesCount(outcome) ? 'does not count' : met ? 'met' : 'NOT met';
    const spread = `${round(median)} (${round(min)}–${round(max)})`;
    lines.push(`  = ${what}: ${spread}, target ${target}: ${verdict}`);
  }
  return [...lines, ...(result.notes ?? []).map((note) => `  ${note}`)].join('\n');
}

module.exports = { printRow };

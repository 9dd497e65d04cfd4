// @ts-check
'use strict';

const { execFileSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { cpus, release, totalmem } = require('node:os');
const { join } = require('node:path');
const { format } = require('prettier');
const { QUIET_SHARE } = require('../rows/compare-sides');
const { spreadOf } = require('../rows/judge-ratio');
const { describeSide, doesCount, round } = require('./describe-numbers');

/** @typedef {import('../run-rows').Outcome} Outcome */

/** What the title of a part says that holds this commit against an earlier one. */
const AGAINST = '# Against ';

/**
 * Writes bench/RESULTS.md: the results, or the part against an earlier commit. What else stands there is
 * kept, but for the same part of an earlier run.
 * @param {string} root
 * @param {{ plan: import('../plan').Plan, outcomes: Outcome[], brokerVersion: string, against?: string }} run
 */
async function writeResults(root, { plan, outcomes, brokerVersion, against }) {
  const file = join(root, 'bench', 'RESULTS.md');
  const [node] = process.versions.node.split('.');
  const title = against === undefined ? '# Results' : `${AGAINST}${against}, Node ${node}`;
  const [results, ...parts] = readFileSync(file, 'utf8').split(new RegExp(`^(?=${AGAINST})`, 'm'));
  const others = parts.filter((part) => !part.startsWith(`${title}\n`));
  const part = [
    title,
    '',
    'Written by `npm run bench`; see [README.md](README.md) for what is measured and how a row counts.',
    '',
    ...describeRun(root, plan, brokerVersion),
    ...warnOfStrangers(outcomes),
    '',
    '| row | what | peer | figure | target | median | min | max | met |',
    '|---|---|---|---|---|---|---|---|---|',
    ...outcomes.flatMap(summariseRow),
    ...outcomes.flatMap(describeRow),
    '',
  ].join('\n');
  const all = against === undefined ? [part, ...others] : [results, ...others, part];
  writeFileSync(file, await format(all.join('\n'), { parser: 'markdown' }));
}

/** @param {string} root @param {import('../plan').Plan} plan @param {string} brokerVersion */
function describeRun(root, { rounds, warmUpMs, measureMs }, brokerVersion) {
  const versionOf = (/** @type {string} */ name) =>
    JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
  const packages = ['amqplib', 'fastify', '@nestjs/core', '@golevelup/nestjs-rabbitmq'];
  return [
    `- Date: ${new Date().toISOString().slice(0, 10)}, commit ${readCommit(root)}`,
    `- Machine: ${cpus().length} x ${cpus()[0]?.model.trim()}, ${round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}; broker, servers and load generator share it`,
    `- Versions: Node ${process.versions.node}, RabbitMQ ${brokerVersion}, ${packages.map((name) => `${name} ${versionOf(name)}`).join(', ')}`,
    `- ${rounds} rounds of ${measureMs / 1_000} s after ${warmUpMs / 1_000} s of warm-up on each side; figures are medians of the rounds (least–most)`,
  ];
}

/**
 * A run on a machine that others used says so before its figures.
 * @param {Outcome[]} outcomes
 */
function warnOfStrangers(outcomes) {
  const samples = outcomes
    .flatMap(({ result }) => result?.sides ?? [])
    .flatMap((side) => side.samples);
  const { median, max } = spreadOf(samples.map(({ strangersShare }) => strangersShare));
  if (!(median > QUIET_SHARE)) return [];
  const [usual, most] = [median, max].map((share) => `${Math.round(share * 100)} %`);
  return [
    `- **Disturbed:** processes that have no part in this used ${usual} of all cores (median; up to ${most}) while it was measured, so rates are low and ratios uncertain. Run it again on a quiet machine.`,
  ];
}

/** @param {string} root */
function readCommit(root) {
  const options = { cwd: root, encoding: /** @type {const} */ ('utf8') };
  try {
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], options).trim();
    const changes = execFileSync('git', ['status', '--porcelain', 'apps', 'libs'], options).trim();
    return changes === '' ? commit : `${commit} with changes`;
  } catch {
    return 'unknown';
  }
}

/** @param {Outcome} outcome */
function summariseRow(outcome) {
  const { row, result, notAvailable, failure } = outcome;
  const start = `| ${row.number} | ${row.title} | ${row.peerName} |`;
  if (!result) return [`${start} ${notAvailable ?? `failed: ${failure}`} | | | | | – |`];
  return result.checks.map(({ what, target, value, met }) => {
    const verdict = !doesCount(outcome) ? 'does not count' : met ? 'yes' : '**no**';
    const { median, min, max } = value;
    return `${start} ${what} | ${target} | ${round(median)} | ${round(min)} | ${round(max)} | ${verdict} |`;
  });
}

/** @param {Outcome} outcome */
function describeRow({ row, result }) {
  if (!result) return [];
  const sides = result.sides.map(describeSide);
  return [
    '',
    `## Row ${row.number}: ${row.title}`,
    '',
    '| | messages/s | p50 ms | p99 ms | CPU µs/message | broker CPU µs/message | strangers % |',
    '|---|---|---|---|---|---|---|',
    ...sides.map(
      ({ name, perSecond, p50, p99, cpu, brokerCpu, strangers }) =>
        `| ${name} | ${perSecond} | ${p50} | ${p99} | ${cpu} | ${brokerCpu} | ${strangers} |`,
    ),
    ...sides.flatMap(({ name, faults }) =>
      faults.map((fault) => `\nDoes not count: ${name}: ${fault}`),
    ),
    ...(result.notes ?? []).map((note) => `\n${note}`),
  ];
}

module.exports = { writeResults };

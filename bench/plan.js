// @ts-check
'use strict';

/**
 * How long and how often to measure.
 * @typedef {object} Plan
 * @property {boolean} quick
 * @property {number} rounds
 * @property {number} warmUpMs full load before the first round of a row, on each side
 * @property {number} rampMs full load at the start of each measurement, not measured
 * @property {number} measureMs
 * @property {number} patienceMs how long a row may wait for the machine to be quiet, and take
 *   disturbed rounds again
 */

const ROWS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
const QUICK_ROWS = [1, 6, 7];
/** Those that can be measured against an earlier commit. */
const AGAINST_ROWS = [1, 6, 7, 8, 9];
const VALUES = ['--rows', '--rounds', '--patience', '--against'];

const USAGE = `node bench/run.js [--quick] [--rows 1,7 [--write]] [--against COMMIT] [--rounds 5] [--patience 60]

  --quick    rows 1, 6 and 7, short, in under two minutes; RESULTS.md is left as it is
  --rows     only these rows of ${ROWS.join(', ')}; RESULTS.md is left as it is
  --against  a commit: rows ${AGAINST_ROWS.join(', ')} with that commit as the peer; RESULTS.md gets a part of its own
  --write    write RESULTS.md with those rows alone
  --rounds   measurements of each side, five unless given
  --patience seconds a row may wait for a quiet machine and take disturbed rounds again`;

/**
 * @param {string[]} args
 * @returns {{ plan: Plan, rows: number[], against?: string, writesResults: boolean }}
 * @throws {Error} with the usage
 */
function readPlan(args) {
  const quick = args.includes('--quick');
  const named = readValue(args, '--rows');
  const rounds = Number(readValue(args, '--rounds') ?? (quick ? 3 : 5));
  const against = readValue(args, '--against');
  const all = against === undefined ? ROWS : AGAINST_ROWS;
  const rows = named ? named.split(',').map(Number) : quick ? QUICK_ROWS : all;
  const patienceMs = 1_000 * Number(readValue(args, '--patience') ?? (quick ? 0 : 60));
  const known = args.every((arg, place) =>
    arg.startsWith('--')
      ? arg === '--quick' || arg === '--write' || VALUES.includes(arg)
      : VALUES.includes(args[place - 1] ?? ''),
  );
  if (!known || !(rounds >= 1) || !(patienceMs >= 0) || !rows.every((row) => all.includes(row)))
    throw new Error(USAGE);
  const times = quick
    ? { warmUpMs: 3_000, rampMs: 300, measureMs: 2_000 }
    : { warmUpMs: 5_000, rampMs: 500, measureMs: 5_000 };
  return {
    plan: { quick, rounds, patienceMs, ...times },
    ...{ rows, against },
    writesResults: !quick && (!named || args.includes('--write')),
  };
}

/** @param {string[]} args @param {string} name */
function readValue(args, name) {
  const place = args.indexOf(name);
  return place < 0 ? undefined : args[place + 1];
}

module.exports = { readPlan };

// @ts-check
'use strict';

const { readdirSync } = require('node:fs');
const { join } = require('node:path');
const { NotAvailableError } = require('./rows/row');

/**
 * What became of a row: a result, or why there is none.
 * @typedef {object} Outcome
 * @property {import('./rows/row').Row} row
 * @property {import('./rows/row').RowResult} [result]
 * @property {string} [notAvailable]
 * @property {string} [failure]
 */

/**
 * Runs rows one after the other; one that fails does not keep the others from it.
 * @param {import('./stage').Stage} stage
 * @param {import('./plan').Plan} plan
 * @param {import('./rows/row').Row[]} rows
 * @param {(outcome: Outcome) => void} onOutcome
 * @returns {Promise<Outcome[]>}
 */
async function runRows(stage, plan, rows, onOutcome) {
  const outcomes = [];
  for (const row of rows) {
    if (stage.isStopping) break;
    const outcome = await runRow(stage, plan, row);
    onOutcome(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** @returns {import('./rows/row').Row[]} by number */
function loadRows() {
  const folder = join(__dirname, 'rows');
  const files = readdirSync(folder).filter((file) => /^row-\d+-.*\.js$/.test(file));
  return files.map((file) => require(join(folder, file))).sort((a, b) => a.number - b.number);
}

/**
 * @param {import('./stage').Stage} stage
 * @param {import('./plan').Plan} plan
 * @param {import('./rows/row').Row} row
 * @returns {Promise<Outcome>}
 */
async function runRow(stage, plan, row) {
  try {
    const result = await stage.reporter.step(`Row ${row.number}, ${row.title}`, (step) => {
      stage.report = step.progress;
      return stage.playRow(() => row.run(stage, plan));
    });
    return { row, result };
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    return error instanceof NotAvailableError
      ? { row, notAvailable: message }
      : { row, failure: message };
  }
}

module.exports = { loadRows, runRows };

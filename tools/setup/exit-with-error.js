// @ts-check
'use strict';

const { SetupError } = require('./run-command');

/**
 * Says why and exits 1. Unexpected errors keep their stack.
 * @param {unknown} error
 * @param {import('./report-steps').StepReporter} reporter
 * @returns {never}
 */
function exitWithError(error, reporter) {
  const foreseen = error instanceof SetupError || !(error instanceof Error);
  const text = foreseen ? String(error instanceof Error ? error.message : error) : error.stack;
  reporter.say(`\n${text}`);
  process.exit(1);
}

module.exports = { exitWithError };

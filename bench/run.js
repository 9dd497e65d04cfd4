// @ts-check
'use strict';

const { checkNodeVersion } = require('../tools/setup/check-node-version');
checkNodeVersion();

const { join } = require('node:path');
const { stopOnSignal } = require('../tools/run/stop-on-signal');
const { ensureBuild } = require('../tools/setup/ensure-build');
const { ensurePackages } = require('../tools/setup/ensure-packages');
const { exitWithError } = require('../tools/setup/exit-with-error');
const { StepReporter } = require('../tools/setup/report-steps');
const { readPlan } = require('./plan');

const ROOT = join(__dirname, '..');
const reporter = new StepReporter(process.stdout);

/** Measures, prints, and writes RESULTS.md when every row was asked for. */
async function bench() {
  const { plan, rows, writesResults } = readPlan(process.argv.slice(2));
  await ensurePackages(ROOT, reporter);
  await ensureBuild(ROOT, ['gateway', 'worker'], reporter);
  // From here on packages are needed.
  const { runRows } = require('./run-rows');
  const { Stage } = require('./stage');
  const { keepSamples } = require('./report/keep-samples');
  const { printRow } = require('./report/print-row');
  const { writeResults } = require('./report/write-results');
  const stage = new Stage(ROOT, reporter);
  stopOnSignal({
    stop: () => stage.stop(),
    killAll: () => stage.killAll(),
    say: (line) => reporter.say(line),
  });
  try {
    await stage.start();
    const outcomes = await runRows(stage, plan, rows, (outcome) => reporter.say(printRow(outcome)));
    keepSamples(ROOT, outcomes);
    if (writesResults) {
      const brokerVersion = await stage.readBrokerVersion();
      await writeResults(ROOT, { plan, outcomes, brokerVersion });
    }
  } finally {
    await stage.stop();
  }
}

bench().then(
  () => process.exit(0),
  (error) => exitWithError(error, reporter),
);

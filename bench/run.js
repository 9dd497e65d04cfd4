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
const { buildEarlier } = require('./processes/build-earlier');
const { readPlan } = require('./plan');

const ROOT = join(__dirname, '..');
const reporter = new StepReporter(process.stdout);

/** Measures, prints, and writes RESULTS.md when no row was left out. */
async function bench() {
  const { plan, rows, against, writesResults } = readPlan(process.argv.slice(2));
  await ensurePackages(ROOT, reporter);
  await ensureBuild(ROOT, ['gateway', 'worker'], reporter);
  // From here on packages are needed.
  const { loadRows, runRows } = require('./run-rows');
  const { rowsAgainst } = require('./rows/against');
  const { Stage } = require('./stage');
  const { keepSamples } = require('./report/keep-samples');
  const { printRow } = require('./report/print-row');
  const { writeResults } = require('./report/write-results');
  const earlier = against === undefined ? undefined : await buildEarlier(ROOT, against, reporter);
  const all = earlier ? rowsAgainst(ROOT, earlier) : loadRows();
  const chosen = all.filter(({ number }) => rows.includes(number));
  const stage = new Stage(ROOT, reporter);
  stopOnSignal({
    stop: () => stage.stop(),
    killAll: () => stage.killAll(),
    say: (line) => reporter.say(line),
  });
  try {
    await stage.start();
    const outcomes = await runRows(stage, plan, chosen, (outcome) =>
      reporter.say(printRow(outcome)),
    );
    keepSamples(ROOT, outcomes);
    if (writesResults) {
      const brokerVersion = await stage.readBrokerVersion();
      const commit = earlier?.commit;
      await writeResults(ROOT, { plan, outcomes, brokerVersion, against: commit });
    }
  } finally {
    await stage.stop();
  }
}

bench().then(
  () => process.exit(0),
  (error) => exitWithError(error, reporter),
);

// @ts-check
'use strict';

const { checkNodeVersion } = require('./setup/check-node-version');
checkNodeVersion();

const { join } = require('node:path');
const { PROGRAMS_VARIABLE } = require('./broker/find-rabbitmq');
const { ensureRabbitmq } = require('./broker/install-rabbitmq');
const { ensureNewerRabbitmq } = require('./broker/newer-rabbitmq');
const { answerHelp } = require('./setup/answer-help');
const { ensureBuild } = require('./setup/ensure-build');
const { ensureChromium } = require('./setup/ensure-chromium');
const { ensurePackages } = require('./setup/ensure-packages');
const { exitWithError } = require('./setup/exit-with-error');
const { StepReporter } = require('./setup/report-steps');
const { SetupError } = require('./setup/run-command');
const { printSummary } = require('./test/print-summary');
const { preparePlatform } = require('./test/prepare-platform');
const { runJestStage, runStaticStages } = require('./test/run-stages');
const { STAGE_NAMES, chooseStages } = require('./test/stages');

answerHelp(
  `usage: npm test [-- stage ... --rabbitmq 4.0|4.3 -- arguments for jest]\nstages: ${STAGE_NAMES.join(', ')}`,
);

const ROOT = join(__dirname, '..');
const reporter = new StepReporter(process.stdout);

async function test() {
  const { statics, jests, jestArgs, rabbitmq, seconds, unknown } = chooseStages(
    process.argv.slice(2),
  );
  if (unknown.length > 0) {
    throw new SetupError(
      `No such stage: ${unknown.join(', ')}. There are: ${STAGE_NAMES.join(', ')}.`,
    );
  }
  if (jestArgs.length === 0)
    reporter.say(
      `It takes about ${Math.ceil(seconds / 60)} min on two cores that do nothing else.`,
    );
  await ensurePackages(ROOT, reporter);
  const needs = new Set(jests.flatMap((stage) => stage.needs));
  if (rabbitmq !== undefined)
    process.env[PROGRAMS_VARIABLE] = await ensureNewerRabbitmq(rabbitmq, reporter);
  else if (needs.has('broker')) await ensureRabbitmq(reporter);
  if (needs.has('browser')) await ensureChromium(reporter);

  // What the other stages need is built and downloaded while the static stages run.
  const [results, platform, isBuilt] = await Promise.all([
    runStaticStages(ROOT, statics, reporter),
    preparePlatform(jests, reporter),
    needs.has('build') && tryBuild(),
  ]);
  for (const stage of jests) {
    results.push(
      isBuilt || !stage.needs.includes('build')
        ? await runJestStage(ROOT, stage, jestArgs, reporter, platform)
        : { title: `${stage.title} (no build)`, passed: 0, failed: 1, skipped: 0, ms: 0 },
    );
  }
  process.exitCode = printSummary(results, (line) => reporter.say(line)) > 0 ? 1 : 0;
}

/** @returns {Promise<boolean>} false when it fails: how the other stages end is shown all the same */
async function tryBuild() {
  try {
    await ensureBuild(ROOT, ['gateway', 'worker', 'desk', 'desk-page', 'cli'], reporter);
    return true;
  } catch (error) {
    reporter.say(`\n${/** @type {Error} */ (error).message}\n`);
    return false;
  }
}

test().catch((error) => exitWithError(error, reporter));

// @ts-check
'use strict';

const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { findLocalBinary, runCommand } = require('../setup/run-command');

const STATIC_STAGES_AT_ONCE = 2;

/** @typedef {import('../setup/report-steps').StepReporter} StepReporter */
/** @typedef {{ title: string, passed: number, failed: number, skipped: number, ms: number }} StageResult */

/**
 * Runs the static stages, two at a time; the output of one that fails is printed in one piece.
 * @param {string} root
 * @param {import('./stages').StaticStage[]} stages
 * @param {StepReporter} reporter
 * @returns {Promise<StageResult[]>} in the order of the stages
 */
async function runStaticStages(root, stages, reporter) {
  /** @type {StageResult[]} */
  const results = [];
  const waiting = [...stages.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [place, stage] = next;
      results[place] = await runStaticStage(root, stage, reporter);
    }
  };
  await Promise.all(Array.from({ length: STATIC_STAGES_AT_ONCE }, work));
  return results;
}

/**
 * @param {string} root
 * @param {import('./stages').StaticStage} stage
 * @param {StepReporter} reporter
 * @returns {Promise<StageResult>}
 */
async function runStaticStage(root, { title, program, args }, reporter) {
  const startedAt = Date.now();
  const env = reporter.live ? { ...process.env, FORCE_COLOR: '1' } : process.env;
  const failure = await reporter
    .step(title, async () => {
      const { code, output } = await runCommand(findLocalBinary(root, program), args, {
        cwd: root,
        env,
      });
      if (code !== 0)
        throw new Error(output.trimEnd() || `${program} ended with exit code ${code}.`);
    })
    .then(() => undefined)
    .catch((/** @type {Error} */ error) => error);
  if (failure) reporter.say(`\n${failure.message}\n`);
  const failed = failure ? 1 : 0;
  return { title, passed: 1 - failed, failed, skipped: 0, ms: Date.now() - startedAt };
}

/**
 * Runs one jest stage on our own terminal, since it may last minutes.
 * @param {string} root
 * @param {import('./stages').JestStage} stage
 * @param {string[]} jestArgs
 * @param {StepReporter} reporter
 * @param {import('./prepare-platform').Platform} [platform]
 * @returns {Promise<StageResult>}
 */
async function runJestStage(root, stage, jestArgs, reporter, platform) {
  const { title, args, environment, seconds } = stage;
  const missing = stage.on ? (platform?.missing ?? []) : [];
  for (const each of missing) reporter.say(`\n- ${title}: without ${each}`);
  if (stage.on && missing.length === stage.on.length)
    return { title, passed: 0, failed: 0, skipped: missing.length, ms: 0 };
  const startedAt = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'warren-test-'));
  const report = join(folder, 'report.json');
  const about = jestArgs.length > 0 ? '' : `, about ${(seconds / 60).toFixed(1)} min`;
  reporter.say(`\n- ${title}${about} ...`);
  try {
    const all = [...args, '--ci', '--json', `--outputFile=${report}`, ...jestArgs];
    const { code } = await runCommand(findLocalBinary(root, 'jest'), all, {
      cwd: root,
      env: { ...environment, ...process.env, ...(stage.on && platform?.environment) },
      inherit: true,
    });
    const counts = readCounts(report);
    // A run can fail without a failing test: an open handle, a setup file, a crash.
    const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed;
    const skipped = counts.skipped + missing.length;
    const result = { title, passed: counts.passed, failed, skipped, ms: Date.now() - startedAt };
    reporter.say(`${failed === 0 ? '✓' : '✗'} ${title} (${(result.ms / 1_000).toFixed(1)} s)`);
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} report */
function readCounts(report) {
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'));
    return {
      passed: json.numPassedTests,
      // A file that could not be loaded has no tests to count.
      failed: json.numFailedTests + json.numRuntimeErrorTestSuites,
      skipped: json.numPendingTests + json.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

module.exports = { runStaticStages, runJestStage };

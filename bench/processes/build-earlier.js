// @ts-check
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { ensureBuild } = require('../../tools/setup/ensure-build');
const { ensurePackages } = require('../../tools/setup/ensure-packages');
const { runOrFail } = require('../../tools/setup/run-command');

/**
 * Checks an earlier commit out beside this one, with its own packages, and builds its applications. What
 * is there already is used again.
 * @param {string} root
 * @param {string} revision
 * @param {import('../../tools/setup/report-steps').StepReporter} reporter
 * @returns {Promise<{ commit: string, root: string }>}
 */
async function buildEarlier(root, revision, reporter) {
  const parse = ['rev-parse', '--short', `${revision}^{commit}`];
  const commit = (await runOrFail('git', parse, { cwd: root })).trim();
  const earlier = { commit, root: join(root, '.warren', 'earlier', commit) };
  if (!existsSync(earlier.root)) {
    const add = ['worktree', 'add', '--detach', earlier.root, commit];
    await reporter.step(`Checking out ${commit}`, () => runOrFail('git', add, { cwd: root }));
  }
  await ensurePackages(earlier.root, reporter);
  await ensureBuild(earlier.root, ['gateway', 'worker'], reporter);
  return earlier;
}

module.exports = { buildEarlier };

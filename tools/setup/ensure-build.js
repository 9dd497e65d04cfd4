// @ts-check
'use strict';

const { createHash } = require('node:crypto');
const {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { join, relative } = require('node:path');
const { claimFile } = require('../run/claim-file');
const { findLocalBinary, runOrFail } = require('./run-command');

/** @typedef {'gateway' | 'worker' | 'cli'} Project */

const SOURCE_FOLDERS = ['apps', 'libs'];
const SETTING_FILES = /^(tsconfig.*\.json|nest-cli\.json|package-lock\.json)$/;
const TEST_FILES = /\.(e2e-)?(spec|test)\.ts$/;

/** @param {string} root @param {Project} project */
function builtMain(root, project) {
  return join(root, 'dist', 'apps', project, 'apps', project, 'src', 'main.js');
}

/**
 * Builds the named applications unless what is in dist/ was built from the sources as they are now.
 * One process builds at a time; the others wait and use what it built.
 * @param {string} root
 * @param {Project[]} projects
 * @param {import('./report-steps').StepReporter} reporter
 */
async function ensureBuild(root, projects, reporter) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  let isSaid = false;
  const giveBack = await claimFile(join(root, 'dist', '.claim'), () => {
    if (!isSaid) reporter.say('Waiting for another process that builds ...');
    isSaid = true;
  });
  try {
    await buildChanged(root, projects, reporter);
  } finally {
    giveBack();
  }
}

/** @param {string} root @param {Project[]} projects @param {import('./report-steps').StepReporter} reporter */
async function buildChanged(root, projects, reporter) {
  const sources = hashSources(root);
  for (const project of projects) {
    const stamp = join(root, 'dist', `.built-from-${project}`);
    if (existsSync(builtMain(root, project)) && readText(stamp) === sources) continue;
    // A build that is interrupted must not pass for the last good one.
    rmSync(stamp, { force: true });
    // What a deleted source was built into must not stay.
    rmSync(join(root, 'dist', 'apps', project), { recursive: true, force: true });
    await reporter.step(`Building ${project}`, () =>
      runOrFail(findLocalBinary(root, 'nest'), ['build', project], { cwd: root }),
    );
    writeFileSync(stamp, sources);
  }
}

/** @param {string} root */
function hashSources(root) {
  const hash = createHash('sha256');
  const settings = readdirSync(root).filter((name) => SETTING_FILES.test(name));
  const sources = SOURCE_FOLDERS.flatMap((folder) => listFiles(join(root, folder)));
  const files = [...settings.map((name) => join(root, name)), ...sources];
  for (const file of files.filter((name) => !TEST_FILES.test(name)).sort()) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} folder @returns {string[]} */
function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @param {string} file */
function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

module.exports = { ensureBuild, builtMain };

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
const { join, relative, sep } = require('node:path');
const { claimFile } = require('../run/claim-file');
const { findLocalBinary, runOrFail } = require('./run-command');

/** @typedef {'gateway' | 'worker' | 'desk' | 'cli' | 'desk-page'} Project */

const SOURCE_FOLDERS = ['apps', 'libs'];
const SETTING_FILES = /^(tsconfig.*\.json|nest-cli\.json|package-lock\.json)$/;
const TEST_FILES = /\.(e2e-)?(spec|test)\.tsx?$/;
/** The page of the desk is built by itself: a change of it builds no application again. */
const PAGE_FOLDER = join('apps', 'desk', 'web');

/** @param {string} root @param {Project} project */
function builtMain(root, project) {
  if (project === 'desk-page') return join(root, 'dist', 'apps', project, 'index.html');
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
  const hashes = { apps: hashSources(root, false), page: hashSources(root, true) };
  for (const project of projects) {
    const sources = project === 'desk-page' ? hashes.page : hashes.apps;
    const stamp = join(root, 'dist', `.built-from-${project}`);
    if (existsSync(builtMain(root, project)) && readText(stamp) === sources) continue;
    // A build that is interrupted must not pass for the last good one.
    rmSync(stamp, { force: true });
    // What a deleted source was built into must not stay.
    rmSync(join(root, 'dist', 'apps', project), { recursive: true, force: true });
    await reporter.step(`Building ${project}`, () =>
      project === 'desk-page'
        ? runOrFail(process.execPath, [join(root, PAGE_FOLDER, 'build.mjs')], { cwd: root })
        : runOrFail(findLocalBinary(root, 'nest'), ['build', project], { cwd: root }),
    );
    writeFileSync(stamp, sources);
  }
}

/** @param {string} root @param {boolean} ofPage only of the page, or of all but the page */
function hashSources(root, ofPage) {
  const hash = createHash('sha256');
  const settings = readdirSync(root).filter((name) => SETTING_FILES.test(name));
  const sources = SOURCE_FOLDERS.flatMap((folder) => listFiles(join(root, folder)));
  const files = [...settings.map((name) => join(root, name)), ...sources];
  const isWanted = (/** @type {string} */ name) =>
    !TEST_FILES.test(name) &&
    (name.endsWith('package-lock.json') ||
      name.startsWith(join(root, PAGE_FOLDER, sep)) === ofPage);
  for (const file of files.filter(isWanted).sort()) {
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

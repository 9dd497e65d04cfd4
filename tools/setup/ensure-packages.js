// @ts-check
'use strict';

const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { isSameProcess, noteProcess } = require('../run/read-process');
const { stopStranger } = require('../run/stop-process');
const { runOrFail } = require('./run-command');

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */
/** @typedef {import('../run/read-process').NotedProcess} NotedProcess */
/** @typedef {NotedProcess & { owner: NotedProcess }} RunningInstall */

/**
 * Installs the packages of package-lock.json unless node_modules holds them already.
 * @param {string} root
 * @param {import('./report-steps').StepReporter} reporter
 */
async function ensurePackages(root, reporter) {
  const note = join(root, '.warren', 'install.json');
  const other = readRunningInstall(note);
  if (other) {
    await reporter.step(`Waiting for another npm ci (process ${other.pid})`, async () => {
      // An interrupted run may leave its npm behind; its work is done again anyway.
      if (!isSameProcess(other.owner)) await stopStranger(other.pid, { graceMs: 2_000 });
      while (isSameProcess(other)) await pause(200);
    });
  }
  if (holdsLockedPackages(root)) return;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  await reporter.step('Installing packages (npm ci)', () =>
    runNpm(args, { cwd: root, onSpawn: (pid) => noteInstall(note, pid) }),
  );
}

/**
 * Runs the npm that runs this script, where one does: a bare `npm` may be another one, or none.
 * @param {string[]} args
 * @param {import('./run-command').CommandOptions} options
 * @throws {import('./run-command').SetupError} with everything it printed
 */
async function runNpm(args, options) {
  // npm names itself to its scripts.
  const own = process.env['npm_execpath'];
  await (own?.endsWith('.js')
    ? runOrFail(process.execPath, [own, ...args], options)
    : runOrFail('npm', args, options));
}

/**
 * Two installs at once spoil each other's work and both end well. One may still be running after its
 * Ctrl-C: npm takes its time to put back what was there.
 * @param {string} note
 * @returns {RunningInstall | undefined}
 */
function readRunningInstall(note) {
  try {
    const noted = JSON.parse(readFileSync(note, 'utf8'));
    return isSameProcess(noted) ? noted : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} note @param {number} pid */
function noteInstall(note, pid) {
  mkdirSync(dirname(note), { recursive: true });
  const noted = { ...noteProcess(pid), owner: noteProcess(process.pid) };
  writeFileSync(note, JSON.stringify(noted));
}

/**
 * Compares what npm noted it installed with the lock file. Contents, not times: a clone, a checkout
 * of another branch and an install each touch the files in their own order.
 * @param {string} root
 */
function holdsLockedPackages(root) {
  const locked = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return false;
  return Object.entries(locked ?? {}).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    // Optional packages for other platforms are locked and never installed.
    if (!found) return wanted.optional === true || wanted.devOptional === true;
    const same = found.version === wanted.version && found.integrity === wanted.integrity;
    return same && existsSync(join(root, path, 'package.json'));
  });
}

/** @param {string} file @returns {Record<string, LockedPackage> | undefined} */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

module.exports = { ensurePackages, runNpm };

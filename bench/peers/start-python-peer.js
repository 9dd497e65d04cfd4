// @ts-check
'use strict';

const { existsSync } = require('node:fs');
const { runCommand } = require('../../tools/setup/run-command');
const { installDebianPackages } = require('./install-debian-packages');

/** Debian's own, which sees Debian's packages; another python3 on the PATH may not. */
const PYTHON = '/usr/bin/python3';

/**
 * Starts a FastAPI application of bench/peers under uvicorn, one process, after installing what it
 * needs from Debian.
 * @param {import('../stage').Stage} stage
 * @param {{ name: string, module: string, packages: string[] }} peer
 * @throws {NotAvailableError} where these packages cannot be had
 */
async function startPythonPeer(stage, { name, module, packages }) {
  await ensureDebianPackages(packages);
  return stage.startPeer({
    name,
    command: PYTHON,
    args: (port) => [
      ...['-m', 'uvicorn', `${module}:app`, '--app-dir', __dirname],
      ...['--port', String(port), '--no-access-log', '--log-level', 'warning'],
    ],
  });
}

/** @param {string[]} packages */
async function ensureDebianPackages(packages) {
  const modules = packages.map((each) => each.replace('python3-', '').replaceAll('-', '_'));
  const importAll = ['-c', `import ${modules.join(', ')}`];
  if (existsSync(PYTHON) && (await runCommand(PYTHON, importAll)).code === 0) return;
  await installDebianPackages(packages);
}

module.exports = { startPythonPeer };

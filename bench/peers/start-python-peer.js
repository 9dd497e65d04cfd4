// @ts-check
'use strict';

const { existsSync } = require('node:fs');
const { runCommand } = require('../../tools/setup/run-command');
const { NotAvailableError } = require('../rows/row');

/** Debian's own, which sees Debian's packages; another python3 on the PATH may not. */
const PYTHON = '/usr/bin/python3';
const INSTALL_MS = 300_000;

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
  const wish = `needs Debian's ${packages.join(', ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new NotAvailableError(`${wish}; install them, or run as root on Debian`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '-q', '--no-install-recommends', ...packages];
  const { code, output } = await runCommand('apt-get', args, { env, timeoutMs: INSTALL_MS });
  if (code !== 0) throw new NotAvailableError(`${wish}, and apt-get says: ${output.slice(-300)}`);
}

module.exports = { startPythonPeer };

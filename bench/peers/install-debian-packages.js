// @ts-check
'use strict';

const { existsSync } = require('node:fs');
const { runCommand } = require('../../tools/setup/run-command');
const { NotAvailableError } = require('../rows/row');

const INSTALL_MS = 300_000;

/**
 * Installs packages of Debian that a peer is made of.
 * @param {string[]} packages
 * @throws {NotAvailableError} where they cannot be had
 */
async function installDebianPackages(packages) {
  const wish = `needs Debian's ${packages.join(', ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new NotAvailableError(`${wish}; install them, or run as root on Debian`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '-q', '--no-install-recommends', ...packages];
  const { code, output } = await runCommand('apt-get', args, { env, timeoutMs: INSTALL_MS });
  if (code !== 0) throw new NotAvailableError(`${wish}, and apt-get says: ${output.slice(-300)}`);
}

module.exports = { installDebianPackages };

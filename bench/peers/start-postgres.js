// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const { existsSync, readdirSync } = require('node:fs');
const { chown, mkdtemp, rm } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { canConnect, findFreePort, LOOPBACK } = require('../../tools/broker/free-port');
const { runCommand } = require('../../tools/setup/run-command');
const { NotAvailableError } = require('../rows/row');
const { installDebianPackages } = require('./install-debian-packages');

/** Where Debian puts it, a folder for each version. */
const VERSIONS = '/usr/lib/postgresql';
const START_MS = 30_000;

/**
 * Starts a PostgreSQL of its own, as it is delivered, on loopback; it ends with the row.
 * @param {import('../stage').Stage} stage
 * @returns {Promise<{ url: string, pid: number }>}
 * @throws {NotAvailableError} where it cannot be had
 */
async function startPostgres(stage) {
  const bin = findBinaries() ?? (await installBinaries());
  const owner = await findOwner();
  const dataDir = await mkdtemp(join(tmpdir(), 'warren-postgres-'));
  if (owner) await chown(dataDir, owner.uid, owner.gid);
  const init = ['-D', dataDir, '-U', 'bench', '-A', 'trust', '-E', 'UTF8'];
  await endOf(spawn(join(bin, 'initdb'), init, { ...owner, cwd: dataDir, stdio: 'ignore' }));
  const port = await findFreePort(0);
  const args = ['-D', dataDir, '-h', LOOPBACK, '-p', String(port), '-k', dataDir];
  const server = spawn(join(bin, 'postgres'), args, { ...owner, cwd: dataDir, stdio: 'ignore' });
  const ended = endOf(server).catch(() => undefined);
  stage.rowStops.add('PostgreSQL', {
    stop: async () => {
      // A fast shutdown: it does not wait for its clients.
      server.kill('SIGINT');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
    killNow: () => server.kill('SIGKILL'),
  });
  const deadline = Date.now() + START_MS;
  while (!(await canConnect(port, LOOPBACK))) {
    if (server.exitCode !== null || Date.now() > deadline)
      throw new Error('PostgreSQL did not start');
    await pause(100);
  }
  return { url: `postgres://bench@${LOOPBACK}:${port}/postgres`, pid: server.pid ?? 0 };
}

function findBinaries() {
  if (!existsSync(VERSIONS)) return undefined;
  return readdirSync(VERSIONS)
    .map((version) => join(VERSIONS, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

async function installBinaries() {
  await installDebianPackages(['postgresql']);
  const bin = findBinaries();
  if (!bin) throw new NotAvailableError("needs Debian's postgresql");
  return bin;
}

/** PostgreSQL does not run as root: Debian's package has a user for it. */
async function findOwner() {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await runCommand('id', [flag, 'postgres'])).output)),
  );
  if (!uid || !gid) throw new NotAvailableError('needs a user named postgres, to run it');
  return { uid, gid };
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<void>} */
function endOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`PostgreSQL ended with code ${code}`)),
    );
  });
}

module.exports = { startPostgres };

// @ts-check
'use strict';

const { accessSync, constants, existsSync, readdirSync, realpathSync } = require('node:fs');
const { delimiter, dirname, join } = require('node:path');

/** Debian's and Fedora's packages put each version into a folder of its own here. */
const VERSIONED_ROOT = '/usr/lib/rabbitmq/lib';
/** A folder with the programs of the RabbitMQ to use, in place of the one that is installed. */
const PROGRAMS_VARIABLE = 'RABBITMQ_PROGRAMS';
const HOMEBREW_ROOTS = ['/opt/homebrew', '/usr/local', '/home/linuxbrew/.linuxbrew'];

/**
 * Where the `rabbitmq-server` script of the newest RabbitMQ is. The versioned folder comes before the
 * PATH: the wrapper in /usr/sbin switches to the user `rabbitmq`, who may not write into our data folder.
 * @returns {string | undefined} undefined when RabbitMQ is not installed, and always on Windows,
 *   where RabbitMQ is a service and not a child
 */
function findRabbitmqServer() {
  if (process.platform === 'win32') return undefined;
  const installed = [
    ...findVersionedScripts(),
    ...HOMEBREW_ROOTS.map((root) => join(root, 'opt/rabbitmq/sbin/rabbitmq-server')),
    ...findInPath('rabbitmq-server'),
    ...HOMEBREW_ROOTS.map((root) => join(root, 'sbin/rabbitmq-server')),
  ];
  const newestFirst = installed.filter(isExecutable).sort(byVersion);
  return [...findChosen('rabbitmq-server').filter(isExecutable), ...newestFirst][0];
}

/** Sorts programs by the version in their path, newest first; those without one come last. */
function byVersion(/** @type {string} */ a, /** @type {string} */ b) {
  return versionOf(b).localeCompare(versionOf(a), 'en', { numeric: true });
}

/** @param {string} program */
function versionOf(program) {
  const file = existsSync(program) ? realpathSync(program) : program;
  return /rabbitmq(?:_server)?[-/](\d[\d.]*)/.exec(file)?.[1] ?? '';
}

/**
 * Where Erlang's port mapper is: a release without one in the PATH keeps it beside `erl`.
 * @returns {string | undefined}
 */
function findEpmd() {
  const besideErl = findInPath('erl')
    .filter(isExecutable)
    .map((erl) => join(dirname(realpathSync(erl)), 'epmd'));
  const homebrew = HOMEBREW_ROOTS.flatMap((root) =>
    listFolder(join(root, 'opt'))
      .filter((name) => /^erlang(@\d+)?$/.test(name))
      .map((name) => join(root, 'opt', name, 'lib/erlang/bin/epmd')),
  );
  return [
    ...findChosen('epmd'),
    ...findInPath('epmd'),
    ...besideErl,
    ...homebrew,
    '/usr/lib/erlang/bin/epmd',
  ].find(isExecutable);
}

/** @param {string} program */
function findChosen(program) {
  const folder = process.env[PROGRAMS_VARIABLE];
  return folder ? [join(folder, program)] : [];
}

function findVersionedScripts() {
  return listFolder(VERSIONED_ROOT)
    .filter((name) => name.startsWith('rabbitmq_server-'))
    .map((name) => join(VERSIONED_ROOT, name, 'sbin/rabbitmq-server'));
}

/** @param {string} command */
function findInPath(command) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, command));
}

/** @param {string} folder @returns {string[]} */
function listFolder(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

module.exports = {
  PROGRAMS_VARIABLE,
  byVersion,
  findRabbitmqServer,
  findEpmd,
  findInPath,
  isExecutable,
};

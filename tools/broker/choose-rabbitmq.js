// @ts-check
'use strict';

const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const { SetupError } = require('../setup/run-command');
const { brokerPaths } = require('./broker-config');
const {
  PROGRAMS_VARIABLE,
  byVersion,
  findRabbitmqServer,
  isExecutable,
} = require('./find-rabbitmq');
const { findDownloaded } = require('./newer-rabbitmq');

/**
 * Chooses the RabbitMQ for a data folder. A new folder gets the newest on this machine, and keeps one
 * that Warren downloaded for it: RabbitMQ reads the data of few other versions.
 * @param {string} dataDir
 * @param {string} [home] of the user who runs it
 * @throws {SetupError} when the downloaded RabbitMQ of this folder is gone
 */
function chooseRabbitmq(dataDir, home = homedir()) {
  if (process.env[PROGRAMS_VARIABLE]) return;
  const note = join(dataDir, 'programs');
  if (!existsSync(brokerPaths(dataDir).data)) {
    const downloaded = findDownloaded(home);
    const found = [findRabbitmqServer(), downloaded].flatMap((each) => each ?? []);
    const [newest] = found.sort(byVersion);
    if (!newest || newest !== downloaded) return;
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(note, dirname(newest));
  }
  if (!existsSync(note)) return;
  const programs = readFileSync(note, 'utf8');
  if (!isExecutable(join(programs, 'rabbitmq-server')))
    throw new SetupError(
      `The data in ${dataDir} belongs to the RabbitMQ in ${programs}, which is gone. ` +
        `'npm test -- core --rabbitmq 4.3' installs it again; or move ${dataDir} away to begin with an empty broker.`,
    );
  process.env[PROGRAMS_VARIABLE] = programs;
}

module.exports = { chooseRabbitmq };

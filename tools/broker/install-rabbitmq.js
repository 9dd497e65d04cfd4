// @ts-check
'use strict';

const { existsSync, rmSync, writeFileSync } = require('node:fs');
const { SetupError, runCommand, runOrFail } = require('../setup/run-command');
const { findInPath, findRabbitmqServer, isExecutable } = require('./find-rabbitmq');

const POLICY = '/usr/sbin/policy-rc.d';
const PACKAGE = 'rabbitmq-server';

const ADVICE = `No RabbitMQ was found, and it cannot be installed from here. Do one of these, then try again:
  macOS          brew install rabbitmq
  Debian/Ubuntu  sudo apt-get install rabbitmq-server
  Fedora         sudo dnf install rabbitmq-server
  Windows        choco install rabbitmq, then set RABBITMQ_URL=amqp://guest:guest@localhost:5672
  anywhere       start Docker Desktop, or set RABBITMQ_URL to a broker you have`;

/**
 * Makes sure that a private broker can be started.
 * @param {import('../setup/report-steps').StepReporter} reporter
 * @throws {SetupError} saying what to type where it cannot be installed
 */
async function ensureRabbitmq(reporter) {
  if (findRabbitmqServer()) return;
  if (!canInstall()) throw new SetupError(ADVICE);
  await reporter.step('Installing RabbitMQ (apt-get)', installRabbitmq);
  if (!findRabbitmqServer()) throw new SetupError(ADVICE);
}

function canInstall() {
  return process.getuid?.() === 0 && findInPath('apt-get').some(isExecutable);
}

async function installRabbitmq() {
  const restorePolicy = forbidServiceStart();
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    if (!(await isKnownToApt())) await runOrFail('apt-get', ['update'], { env });
    const install = () =>
      runCommand('apt-get', ['install', '-y', '--no-install-recommends', PACKAGE], { env });
    if ((await install()).code === 0) return;
    // The lists may name versions that the mirror has replaced since.
    await runOrFail('apt-get', ['update'], { env });
    const { code, output } = await install();
    if (code !== 0) throw new SetupError(`${output.trimEnd()}\n\n${ADVICE}`);
  } finally {
    restorePolicy();
    await disableService();
  }
}

async function isKnownToApt() {
  const { code, output } = await runCommand('apt-cache', ['policy', PACKAGE]);
  return code === 0 && /Candidate: \d/.test(output);
}

/**
 * The package starts a broker of its own on the default port, open to the network. Someone else's
 * policy is left as it is.
 * @returns {() => void} takes our policy away again
 */
function forbidServiceStart() {
  if (existsSync(POLICY)) return () => undefined;
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const restore = () => rmSync(POLICY, { force: true });
  // An interrupt must not leave a machine on which no package can start its service.
  process.once('exit', restore);
  return () => {
    process.off('exit', restore);
    restore();
  };
}

/** The service is new and unused; without this it would start at the next boot. */
async function disableService() {
  if (existsSync('/run/systemd/system')) {
    await runCommand('systemctl', ['disable', '--now', `${PACKAGE}.service`]);
  }
}

module.exports = { ensureRabbitmq };

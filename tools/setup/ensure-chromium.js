// @ts-check
'use strict';

const { findInPath, isExecutable } = require('../broker/find-rabbitmq');
const { SetupError, runOrFail } = require('./run-command');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const ADVICE = `The tests of the desk's page need Chromium, which was not found and cannot be installed from here:
  Debian         sudo apt-get install chromium
  Fedora         sudo dnf install chromium
  anywhere       put chromium, or a link of that name to a Chrome, into the PATH`;

/** @returns {string | undefined} the program of a Chromium or Chrome that is installed */
function findChromium() {
  return NAMES.flatMap((name) => findInPath(name)).find(isExecutable);
}

/**
 * Makes sure that the system tests have a browser.
 * @param {import('./report-steps').StepReporter} reporter
 * @throws {SetupError} saying what to type where it cannot be installed
 */
async function ensureChromium(reporter) {
  if (findChromium()) return;
  const canInstall = process.getuid?.() === 0 && findInPath('apt-get').some(isExecutable);
  if (!canInstall) throw new SetupError(ADVICE);
  await reporter.step('Installing Chromium (apt-get)', async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runOrFail('apt-get', ['update'], { env });
    await runOrFail('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
  });
  if (!findChromium()) throw new SetupError(ADVICE);
}

module.exports = { ensureChromium, findChromium };

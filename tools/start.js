// @ts-check
'use strict';

const { checkNodeVersion } = require('./setup/check-node-version');
checkNodeVersion();

const { join } = require('node:path');
const { findBroker } = require('./broker/find-broker');
const { APP_NAMES, appEnvironment, describeApps, superviseApps } = require('./run/supervise-apps');
const { printWelcome } = require('./run/print-welcome');
const { StopList } = require('./run/stop-list');
const { stopOnSignal } = require('./run/stop-on-signal');
const { waitUntilReady } = require('./run/wait-until-ready');
const { answerHelp } = require('./setup/answer-help');
const { askForFailureLab } = require('./setup/ask-for-failure-lab');
const { chooseAppPorts, refuseTakenPorts } = require('./setup/choose-app-ports');
const { ensureBuild } = require('./setup/ensure-build');
const { ensurePackages } = require('./setup/ensure-packages');
const { SetupError } = require('./setup/run-command');
const { exitWithError } = require('./setup/exit-with-error');
const { readSettings } = require('./setup/read-settings');
const { StepReporter } = require('./setup/report-steps');

const ROOT = join(__dirname, '..');
const READY_LIMIT_MS = 120_000;

const USAGE = `usage: npm start [-- ${APP_NAMES.join(' | ')}]`;
answerHelp(USAGE);

const reporter = new StepReporter(process.stdout);
const say = (/** @type {string} */ line) => reporter.say(line);
const stopList = new StopList(reporter);
const stopping = new AbortController();

stopOnSignal({
  stop: () => {
    stopping.abort();
    return stopList.stopAll();
  },
  killAll: () => stopList.killAll(),
  say,
});

/**
 * An application cannot start, and a restart cannot mend that: everything ends, the reason last.
 * @param {string} reason
 */
function onFinal(reason) {
  if (stopping.signal.aborted) return;
  stopping.abort();
  void stopList.stopAll().then(() => exitWithError(new SetupError(reason), reporter));
}

/** @param {{ names: import('./run/supervise-apps').AppName[], watch: boolean }} options */
async function start({ names, watch }) {
  const settings = readSettings(ROOT);
  const { host } = settings;
  // A taken port should not be learned only after a minute of building.
  await refuseTakenPorts(settings, names);
  await ensurePackages(ROOT, reporter);
  const page = names.includes('desk') ? /** @type {const} */ (['desk-page']) : [];
  await ensureBuild(ROOT, watch ? [...page] : [...names, ...page], reporter);
  const dataDir = join(ROOT, '.warren', 'broker');
  const broker = await findBroker({ root: ROOT, dataDir, settings }, reporter);
  if (broker.ours) stopList.add('RabbitMQ', broker.ours);
  if (stopping.signal.aborted) return stopList.stopAll();
  const { gateway, worker, desk } = settings;
  const ports = await chooseAppPorts({ gateway, worker, desk }, names, say);
  const apps = describeApps({ names, host, ports });
  const isOwnBroker = broker.username !== undefined;
  const failureLab = askForFailureLab({ host, isOwnBroker }, process.env['FAILURE_LAB']);
  const env = appEnvironment({ apps, broker, host, failureLab, pretty: reporter.live });
  superviseApps({ root: ROOT, apps, env, watch, reporter, stopList, onFinal });
  const missing = await reporter.step(`Starting ${names.join(', ')}`, async (step) => {
    const options = { timeoutMs: READY_LIMIT_MS, signal: stopping.signal };
    const late = await waitUntilReady(apps, { ...options, onProgress: step.progress });
    if (stopping.signal.aborted) step.detail('interrupted');
    else step.detail(late.length === 0 ? 'ready' : `not ready: ${late.join(', ')}`);
    return late;
  });
  if (!stopping.signal.aborted) await printWelcome({ apps, broker, missing, failureLab, say });
}

const [chosen, ...others] = process.argv.slice(2).filter((word) => word !== '--watch');
const names = APP_NAMES.filter((name) => chosen === undefined || name === chosen);
if (names.length === 0 || others.length > 0) {
  exitWithError(new SetupError(USAGE), reporter);
}
start({ names, watch: process.argv.includes('--watch') }).catch(async (error) => {
  await stopList.stopAll();
  exitWithError(error, reporter);
});

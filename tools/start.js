// @ts-check
'use strict';

const { checkNodeVersion } = require('./setup/check-node-version');
checkNodeVersion();

const { join } = require('node:path');
const { findBroker } = require('./broker/find-broker');
const { describeApps, superviseApps } = require('./run/supervise-apps');
const { printWelcome } = require('./run/print-welcome');
const { StopList } = require('./run/stop-list');
const { stopOnSignal } = require('./run/stop-on-signal');
const { waitUntilReady } = require('./run/wait-until-ready');
const { chooseAppPorts, refuseTakenPorts } = require('./setup/choose-app-ports');
const { ensureBuild } = require('./setup/ensure-build');
const { ensurePackages } = require('./setup/ensure-packages');
const { exitWithError } = require('./setup/exit-with-error');
const { readSettings } = require('./setup/read-settings');
const { StepReporter } = require('./setup/report-steps');

const ROOT = join(__dirname, '..');
const READY_LIMIT_MS = 120_000;

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

/** An application cannot start, and has said why: the others are of no use without it. */
function onFinal() {
  if (stopping.signal.aborted) return;
  stopping.abort();
  void stopList.stopAll().then(() => process.exit(1));
}

/** @param {{ watch: boolean }} options */
async function start({ watch }) {
  const settings = readSettings(ROOT);
  // A taken port should not be learned only after a minute of building.
  await refuseTakenPorts(settings);
  await ensurePackages(ROOT, reporter);
  if (!watch) await ensureBuild(ROOT, ['gateway', 'worker'], reporter);
  const dataDir = join(ROOT, '.warren', 'broker');
  const broker = await findBroker({ root: ROOT, dataDir, settings }, reporter);
  if (broker.ours) stopList.add('RabbitMQ', broker.ours);
  if (stopping.signal.aborted) return stopList.stopAll();

  const ports = await chooseAppPorts(settings, say);
  const apps = describeApps({ host: settings.host, ports });
  const { host } = settings;
  superviseApps({ root: ROOT, apps, broker, watch, host, reporter, stopList, onFinal });
  const missing = await reporter.step('Starting gateway and worker', async (step) => {
    const options = { timeoutMs: READY_LIMIT_MS, signal: stopping.signal };
    const late = await waitUntilReady(apps, {
      ...options,
      onProgress: step.progress,
    });
    if (stopping.signal.aborted) step.detail('interrupted');
    else step.detail(late.length === 0 ? 'both ready' : `not ready: ${late.join(', ')}`);
    return late;
  });
  if (!stopping.signal.aborted) printWelcome({ apps, broker, missing, say });
}

start({ watch: process.argv.includes('--watch') }).catch(async (error) => {
  await stopList.stopAll();
  exitWithError(error, reporter);
});

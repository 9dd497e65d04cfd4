// @ts-check
'use strict';

const { SupervisedProcess } = require('./supervise-process');
const { builtMain } = require('../setup/ensure-build');
const { findLocalBinary } = require('../setup/run-command');

const STOP_GRACE_MS = 15_000;
const COLOURS = { gateway: '\x1b[36m', worker: '\x1b[35m' };
const PLAIN = '\x1b[0m';

/** @typedef {'gateway' | 'worker'} AppName */
/** @typedef {{ name: AppName, port: number, base: string, url: string }} App `url` is its readiness probe */

/**
 * @param {{ host: string, ports: Record<AppName, number> }} settings
 * @returns {App[]} in the order in which they are stopped
 */
function describeApps({ host, ports }) {
  const everywhere = ['0.0.0.0', '::'].includes(host);
  const reached = everywhere || host === '127.0.0.1' ? 'localhost' : host;
  const shown = reached.includes(':') ? `[${reached}]` : reached;
  return /** @type {const} */ (['gateway', 'worker']).map((name) => {
    const base = `http://${shown}:${ports[name]}`;
    const probed = reached === 'localhost' ? base.replace('localhost', '127.0.0.1') : base;
    return { name, port: ports[name], base, url: `${probed}/readyz` };
  });
}

/**
 * Starts the applications under supervision and puts them on the stop list, the gateway to be ended
 * first: nothing new is taken in while the worker finishes.
 * @param {object} settings
 * @param {string} settings.root
 * @param {App[]} settings.apps
 * @param {{ url: string, managementUrl: string | undefined }} settings.broker
 * @param {boolean} settings.watch
 * @param {string} settings.host
 * @param {import('../setup/report-steps').StepReporter} settings.reporter
 * @param {import('./stop-list').StopList} settings.stopList
 * @param {() => void} settings.onFinal called when an application ended that a restart cannot mend
 */
function superviseApps({ root, apps, broker, watch, host, reporter, stopList, onFinal }) {
  const env = childEnvironment({ apps, broker, host, pretty: reporter.live });
  for (const { name } of [...apps].reverse()) {
    const supervised = new SupervisedProcess({
      name,
      ...(watch
        ? {
            command: findLocalBinary(root, 'nest'),
            args: ['start', name, '--watch', '--preserveWatchOutput'],
          }
        : { command: process.execPath, args: ['--enable-source-maps', builtMain(root, name)] }),
      cwd: root,
      env,
      print: (line) => reporter.say(`${prefixOf(name, reporter.live)}${line}`),
      say: (line) => reporter.say(line),
      onFinal,
    });
    supervised.start();
    stopList.add(name, {
      stop: () => supervised.stop({ graceMs: STOP_GRACE_MS }),
      killNow: () => supervised.killNow(),
    });
  }
}

/**
 * @param {object} settings
 * @param {App[]} settings.apps
 * @param {{ url: string, managementUrl: string | undefined }} settings.broker
 * @param {string} settings.host
 * @param {boolean} settings.pretty
 * @returns {NodeJS.ProcessEnv}
 */
function childEnvironment({ apps, broker, host, pretty }) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, RABBITMQ_URL: broker.url, HOST: host };
  if (broker.managementUrl) env['RABBITMQ_MANAGEMENT_URL'] = broker.managementUrl;
  for (const { name, port } of apps) env[`${name.toUpperCase()}_PORT`] = String(port);
  if (pretty) env['LOG_FORMAT'] ??= 'pretty';
  return env;
}

/** @param {AppName} name @param {boolean} colour */
function prefixOf(name, colour) {
  const prefix = `${name.padEnd('gateway'.length)} |`;
  return colour ? `${COLOURS[name]}${prefix}${PLAIN} ` : `${prefix} `;
}

module.exports = { describeApps, superviseApps };

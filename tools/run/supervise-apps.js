// @ts-check
'use strict';

const { SupervisedProcess } = require('./supervise-process');
const { builtMain } = require('../setup/ensure-build');
const { findLocalBinary } = require('../setup/run-command');

/** @type {AppName[]} */
const APP_NAMES = ['gateway', 'worker', 'desk'];
const STOP_GRACE_MS = 15_000;
const COLOURS = { gateway: '\x1b[36m', worker: '\x1b[35m', desk: '\x1b[33m' };
const PLAIN = '\x1b[0m';

/** @typedef {'gateway' | 'worker' | 'desk'} AppName */
/** @typedef {{ name: AppName, port: number, base: string, url: string }} App `url` is its readiness probe */

/**
 * @param {object} settings
 * @param {AppName[]} settings.names
 * @param {string} settings.host
 * @param {Record<AppName, number>} settings.ports
 * @returns {App[]} in the order in which they are stopped
 */
function describeApps({ names, host, ports }) {
  const everywhere = ['0.0.0.0', '::'].includes(host);
  const reached = everywhere || host === '127.0.0.1' ? 'localhost' : host;
  const shown = reached.includes(':') ? `[${reached}]` : reached;
  return names.map((name) => {
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
 * @param {NodeJS.ProcessEnv} settings.env what they have beside this process's environment
 * @param {boolean} settings.watch
 * @param {import('../setup/report-steps').StepReporter} settings.reporter
 * @param {import('./stop-list').StopList} settings.stopList
 * @param {(reason: string) => void} settings.onFinal called when an application ended that a restart cannot mend
 */
function superviseApps({ root, apps, env, watch, reporter, stopList, onFinal }) {
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
      env: { ...process.env, ...env },
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
 * @param {import('../broker/find-broker').FoundBroker} settings.broker
 * @param {string} settings.host
 * @param {string} settings.failureLab
 * @param {boolean} settings.pretty
 * @returns {NodeJS.ProcessEnv} what the applications have beside this process's environment
 */
function appEnvironment({ apps, broker, host, failureLab, pretty }) {
  return {
    ...{ RABBITMQ_URL: broker.url, HOST: host, FAILURE_LAB: failureLab },
    // A user set beside the URL belongs to another broker than the one that was started here.
    ...(broker.username && { RABBITMQ_USERNAME: '', RABBITMQ_PASSWORD: '' }),
    ...(broker.managementUrl && { RABBITMQ_MANAGEMENT_URL: broker.managementUrl }),
    ...Object.fromEntries(apps.map(({ name, port }) => [portVariable(name), String(port)])),
    ...(pretty && !process.env['LOG_FORMAT'] && { LOG_FORMAT: 'pretty' }),
  };
}

/** @param {AppName} name */
function portVariable(name) {
  return `${name.toUpperCase()}_PORT`;
}

/** @param {AppName} name @param {boolean} colour */
function prefixOf(name, colour) {
  const prefix = `${name.padEnd('gateway'.length)} |`;
  return colour ? `${COLOURS[name]}${prefix}${PLAIN} ` : `${prefix} `;
}

module.exports = { APP_NAMES, appEnvironment, describeApps, portVariable, superviseApps };

// @ts-check
'use strict';

const { findFreePort, isPortFree } = require('../broker/free-port');
const { SetupError } = require('./run-command');

/** @typedef {import('./read-settings').PortSetting} PortSetting */
/** @typedef {import('../run/supervise-apps').AppName} AppName */
/** @typedef {Record<AppName, PortSetting>} AppPorts */

/**
 * @param {AppPorts} wanted
 * @param {AppName[]} names of the applications that are started
 * @throws {SetupError} when a port that the user chose is taken: another one is not what was asked for
 */
async function refuseTakenPorts(wanted, names) {
  const { gateway, worker } = wanted;
  for (const { variable, port, chosen } of names.map((name) => wanted[name])) {
    if (chosen && !(await isPortFree(port))) {
      throw new SetupError(
        `${variable} is ${port}, and that port is taken. Stop the program that uses it, or set ${variable} to a free port.`,
      );
    }
  }
  if (names.length > 1 && gateway.chosen && worker.chosen && gateway.port === worker.port) {
    throw new SetupError(
      `GATEWAY_PORT and WORKER_PORT are both ${gateway.port}; they must differ.`,
    );
  }
}

/**
 * The ports for the applications: the next free one where a default is taken.
 * @param {AppPorts} wanted
 * @param {AppName[]} names
 * @param {(line: string) => void} say
 * @returns {Promise<Record<AppName, number>>}
 * @throws {SetupError} as refuseTakenPorts
 */
async function chooseAppPorts(wanted, names, say) {
  await refuseTakenPorts(wanted, names);
  const ports = { gateway: wanted.gateway.port, worker: wanted.worker.port };
  for (const name of names) {
    const other = name === 'gateway' ? ports.worker : ports.gateway;
    ports[name] = await choosePort(wanted[name], [other], say);
  }
  return ports;
}

/** @param {PortSetting} setting @param {number[]} avoid @param {(line: string) => void} say */
async function choosePort({ variable, port, chosen }, avoid, say) {
  if (chosen) return port;
  const free = await findFreePort(port, { avoid });
  if (free !== port) {
    say(`! Port ${port} is taken: using ${free} instead. Set ${variable} to choose another.`);
  }
  return free;
}

module.exports = { chooseAppPorts, refuseTakenPorts };

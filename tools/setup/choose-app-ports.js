// @ts-check
'use strict';

const { findFreePort, isPortFree } = require('../broker/free-port');
const { SetupError } = require('./run-command');

/** @typedef {import('./read-settings').PortSetting} PortSetting */
/** @typedef {{ gateway: PortSetting, worker: PortSetting }} AppPorts */

/**
 * @param {AppPorts} wanted
 * @throws {SetupError} when a port that the user chose is taken: another one is not what was asked for
 */
async function refuseTakenPorts({ gateway, worker }) {
  for (const { variable, port, chosen } of [gateway, worker]) {
    if (chosen && !(await isPortFree(port))) {
      throw new SetupError(
        `${variable} is ${port}, and that port is taken. Stop the program that uses it, or set ${variable} to a free port.`,
      );
    }
  }
  if (gateway.chosen && worker.chosen && gateway.port === worker.port) {
    throw new SetupError(
      `GATEWAY_PORT and WORKER_PORT are both ${gateway.port}; they must differ.`,
    );
  }
}

/**
 * The ports for the applications: the next free one where a default is taken.
 * @param {AppPorts} wanted
 * @param {(line: string) => void} say
 * @returns {Promise<{ gateway: number, worker: number }>}
 * @throws {SetupError} as refuseTakenPorts
 */
async function chooseAppPorts({ gateway, worker }, say) {
  await refuseTakenPorts({ gateway, worker });
  const gatewayPort = await choosePort(gateway, [worker.port], say);
  return { gateway: gatewayPort, worker: await choosePort(worker, [gatewayPort], say) };
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

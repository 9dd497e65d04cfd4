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
  const settings = names.map((name) => wanted[name]);
  for (const { variable, port, chosen } of settings) {
    if (chosen && !(await isPortFree(port))) {
      throw new SetupError(
        `${variable} is ${port}, and that port is taken. Stop the program that uses it, or set ${variable} to a free port.`,
      );
    }
  }
  const chosen = settings.filter((each) => each.chosen);
  for (const { variable, port } of chosen) {
    const twin = chosen.find((other) => other.variable !== variable && other.port === port);
    if (twin) {
      throw new SetupError(`${variable} and ${twin.variable} are both ${port}; they must differ.`);
    }
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
  const ports = /** @type {Record<AppName, number>} */ (
    Object.fromEntries(Object.entries(wanted).map(([name, { port }]) => [name, port]))
  );
  for (const name of names) {
    const others = names.filter((other) => other !== name).map((other) => ports[other]);
    ports[name] = await choosePort(wanted[name], others, say);
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

// @ts-check
'use strict';

const { readFileSync, rmSync, writeFileSync } = require('node:fs');
const { brokerPaths } = require('./broker-config');
const { ownDataArgument } = require('./broker-environment');
const { isSameProcess, readProcess } = require('../run/read-process');
const { stopStranger } = require('../run/stop-process');

const STOP_GRACE_MS = 30_000;

/** @typedef {import('../run/read-process').NotedProcess} NotedProcess */

/**
 * What a running broker leaves in its data folder for other commands of the same checkout.
 * @typedef {object} BrokerRecord
 * @property {string} url
 * @property {string} managementUrl
 * @property {string} username
 * @property {string} password
 * @property {number} amqpPort
 * @property {number} managementPort
 * @property {string} nodeName
 * @property {string} logFile
 * @property {import('./broker-config').BrokerPorts} ports
 * @property {NotedProcess} broker
 * @property {NotedProcess} epmd
 * @property {NotedProcess} owner the process that will stop it
 * @property {boolean} isReady false while it starts
 */

/** Someone else, still alive, runs a broker on the same data. */
class BrokerInUseError extends Error {
  /** @param {BrokerRecord} record */
  constructor(record) {
    super(`The broker on this data folder is already run by process ${record.owner.pid}.`);
    this.code = 'broker_in_use';
    this.record = record;
  }
}

/** @param {string} dataDir @param {BrokerRecord} record */
function writeBrokerRecord(dataDir, record) {
  // The mode of an existing file would be kept, and it holds a password.
  removeBrokerRecord(dataDir);
  writeFileSync(brokerPaths(dataDir).record, `${JSON.stringify(record, null, 2)}\n`, {
    mode: 0o600,
  });
}

/** @param {string} dataDir */
function removeBrokerRecord(dataDir) {
  rmSync(brokerPaths(dataDir).record, { force: true });
}

/**
 * The private broker that runs on this data folder now.
 * @param {string} dataDir
 * @returns {BrokerRecord | undefined} undefined when none does
 */
function readRunningBroker(dataDir) {
  const record = readRecord(dataDir);
  return record && isOurBroker(dataDir, record) ? record : undefined;
}

/**
 * Ends a broker that lost its owner (the owner was killed and could not stop it). Nothing is ended
 * that is not, by start time and command line, what the record says.
 * @param {string} dataDir
 * @returns {Promise<boolean>} true when one was ended
 * @throws {BrokerInUseError} when the owner is alive
 */
async function endLeftoverBroker(dataDir) {
  const record = readRecord(dataDir);
  if (!record) return false;
  const running = isOurBroker(dataDir, record);
  if (running && isSameProcess(record.owner)) throw new BrokerInUseError(record);
  if (running) await stopStranger(record.broker.pid, { graceMs: STOP_GRACE_MS });
  if (isSameProcess(record.epmd)) await stopStranger(record.epmd.pid, { graceMs: 2_000 });
  removeBrokerRecord(dataDir);
  return running;
}

/** @param {string} dataDir @returns {BrokerRecord | undefined} */
function readRecord(dataDir) {
  try {
    return JSON.parse(readFileSync(brokerPaths(dataDir).record, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} dataDir @param {BrokerRecord} record */
function isOurBroker(dataDir, { broker }) {
  const command = readProcess(broker.pid)?.command ?? '';
  // Between its start and becoming the VM the process is still the shell that runs the script.
  const named = command.includes(ownDataArgument(dataDir)) || command.includes('rabbitmq-server');
  return isSameProcess(broker) && named;
}

module.exports = {
  BrokerInUseError,
  writeBrokerRecord,
  removeBrokerRecord,
  readRunningBroker,
  endLeftoverBroker,
};

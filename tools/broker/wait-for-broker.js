// @ts-check
'use strict';

const { connect } = require('node:net');
const { setTimeout: pause } = require('node:timers/promises');
const { LOOPBACK } = require('./free-port');

const PROTOCOL_HEADER = Buffer.from('AMQP\0\0\x09\x01', 'latin1');
const METHOD_FRAME = 1;
const POLL_MS = 100;

/**
 * @typedef {object} BrokerAddress
 * @property {number} amqpPort
 * @property {number} managementPort
 * @property {string} username
 * @property {string} password
 */

/**
 * Resolves once our own broker says that it is up, answers an AMQP greeting, and its management API
 * knows our user.
 * @param {BrokerAddress & { dataDir: string }} address
 * @param {(() => boolean) | undefined} isStarted whether our own broker says that it is up: until then an answer may
 *   be that of another broker on the port, and ours ends because its port is taken. Absent for a node that
 *   joins others: it does not know the user at first, and is asked until it does
 * @param {AbortSignal} signal gives up; the promise then rejects with the signal's reason
 */
async function waitForBroker(address, isStarted, signal) {
  for (;;) {
    const wasStarted = isStarted?.();
    const greeted = await answersAmqp(address.amqpPort);
    const status = await askManagement(address);
    if (wasStarted !== false && greeted && status === 200) return;
    if (wasStarted && status === 401) {
      throw new Error(
        `The broker does not accept the password kept beside its data. Put the file 'password' back into ${address.dataDir}, or move that folder away to start with an empty broker.`,
      );
    }
    await pause(POLL_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/**
 * @param {BrokerAddress} address
 * @returns {Promise<number | undefined>} the HTTP status, undefined when nothing answers
 */
async function askManagement({ managementPort, username, password }) {
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  const response = await fetch(`http://${LOOPBACK}:${managementPort}/api/overview`, {
    headers: { authorization: `Basic ${login}`, connection: 'close' },
    signal: AbortSignal.timeout(2_000),
  }).catch(() => undefined);
  await response?.arrayBuffer().catch(() => undefined);
  return response?.status;
}

/**
 * True when an AMQP 0-9-1 server greets on the port. A listener that accepts and says nothing (a
 * half-started or hung broker) does not count.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function answersAmqp(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK });
    const answer = (/** @type {boolean} */ result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(2_000, () => answer(false));
    socket.once('connect', () => socket.write(PROTOCOL_HEADER));
    socket.once('data', (greeting) => answer(greeting[0] === METHOD_FRAME));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
  });
}

module.exports = { waitForBroker };

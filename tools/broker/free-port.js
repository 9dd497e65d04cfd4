// @ts-check
'use strict';

const { randomInt } = require('node:crypto');
const { connect, createServer } = require('node:net');

const LOOPBACK = '127.0.0.1';
const MAX_PORT = 65_535;

/**
 * Below the range from which the systems take ports for outgoing connections: a client that keeps
 * reconnecting to a dead broker must not be handed the broker's own port.
 */
const SCATTERED = { from: 20_000, to: 32_000 };

/**
 * True when nothing listens on the port on any address. All addresses are tried because some
 * systems let 127.0.0.1:5672 be bound beside a server on 0.0.0.0:5672, and clients would then meet
 * either.
 * @param {number} port
 */
async function isPortFree(port) {
  for (const host of [LOOPBACK, '0.0.0.0', '::']) {
    if (!(await canListen(port, host))) return false;
  }
  return !(await canConnect(port, LOOPBACK));
}

/**
 * The first free port at or after the wanted one. It is not reserved: a caller that cannot
 * bind it asks again.
 * @param {number} wanted 0 takes any
 * @param {{ avoid?: number[] }} [options] ports already promised to something else
 */
async function findFreePort(wanted, { avoid = [] } = {}) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = wanted === 0 ? randomInt(SCATTERED.from, SCATTERED.to) : wanted + attempt;
    if (port > MAX_PORT) break;
    if (!avoid.includes(port) && (await isPortFree(port))) return port;
  }
  throw new Error(`No free port found${wanted === 0 ? '' : ` from ${wanted} upwards`}.`);
}

/** @param {number} port @param {string} host @returns {Promise<boolean>} */
function canListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      // A host without IPv6 cannot have a server on it either.
      resolve(error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL');
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * @param {number} port
 * @param {string} host
 * @param {number} [timeoutMs]
 * @returns {Promise<boolean>}
 */
function canConnect(port, host, timeoutMs = 1_000) {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const answer = (/** @type {boolean} */ result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeoutMs, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

module.exports = { LOOPBACK, isPortFree, findFreePort, canConnect };
